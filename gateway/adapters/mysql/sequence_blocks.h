// SequenceBlocks: hands out numbers of a channel account in blocks, each number once, to all nodes
// on one database. Blocks; safe from any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/adapters/mysql/shared_connection.h"

namespace tollgate::mysql {

class SequenceBlocks {
 public:
  explicit SequenceBlocks(ConnectionOptions options) : connection_(std::move(options)) {}

  // The first of `count` numbers in a row; from 1. A block whose answer is lost is never used.
  Result<std::uint64_t> take(std::string_view channel_account, std::uint64_t count);

 private:
  SharedConnection connection_;
};

}  // namespace tollgate::mysql
