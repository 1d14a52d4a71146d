// The instructions that others judge: of every shape the channel can write.
#pragma once

#include <vector>

#include "plugins/crossborder/pain001.h"

namespace tollgate::crossborder {

std::vector<Instruction> sample_instructions();

}  // namespace tollgate::crossborder
