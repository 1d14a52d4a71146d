// What a channel's plugin makes of a statement: every entry checked, added up once more and held
// against the summary. Safe from any thread; takes as long as the plugin needs for the file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/payment/statement.h"

namespace tollgate::channel {

struct StatementFile {
  std::string name;  // without folders
  std::string_view bytes;
};

struct StatementReading {
  std::optional<StatementSummary> summary;  // the file was whole; otherwise nothing of it counts
  StatementProblem problem;                 // of a file that was not
  bool plugin_fault = false;  // the plugin threw or broke its contract, and the file may be good
};

// Needs channel.statement(). `each` is given the entries in their order, before it is known whether
// the file is whole: keep them apart until there is a summary, or read twice.
StatementReading read_plugin_statement(const PluginChannel& channel, const StatementFile& file,
                                       const std::function<void(const StatementEntry&)>& each);

}  // namespace tollgate::channel
