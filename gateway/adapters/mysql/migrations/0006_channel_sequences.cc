// Step 6: the next free sequence number of each channel account, for all nodes together.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kChannelSequences = R"sql(
CREATE TABLE IF NOT EXISTS channel_sequences (
  channel_account VARBINARY(255)  NOT NULL,
  next_number     BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (channel_account)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::array kStatements = {kChannelSequences};

}  // namespace

constinit const Migration step_0006_channel_sequences = {
    .number = 6, .name = "channel_sequences", .statements = kStatements};

}  // namespace tollgate::mysql
