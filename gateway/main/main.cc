// tollgate: the gateway's program. Each command is a function of its own; this file only names
// them.
#include "gateway/main/commands.h"

int main(int argc, char** argv) { return tollgate::run_command_line(argc, argv); }
