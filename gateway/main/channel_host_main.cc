// tollgate-channel-host: a channel's plugin in a process of its own, with nothing but its memory
// and the sockets to the gateway that started it. Nobody else starts it.
#include "gateway/adapters/channel/isolation/host_program.h"

int main(int argc, char** argv) { return tollgate::channel::run_channel_host(argc, argv); }
