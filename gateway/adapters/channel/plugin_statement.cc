#include "gateway/adapters/channel/plugin_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "gateway/adapters/channel/contract.h"
#include "gateway/adapters/channel/statement_reader.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

// The plugin's reader, closed whatever happens.
class Opened {
 public:
  Opened(const PluginChannel& channel, const tollgate_statement_file& file)
      : channel_(channel), reader_(channel.statement()->open(&channel.raw(), &file)) {}
  ~Opened() {
    if (reader_ == nullptr) return;
    try {
      channel_.statement()->close(&channel_.raw(), reader_);
    } catch (...) {
      reader_ = nullptr;  // nothing more can be asked of it
    }
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  bool ok() const { return reader_ != nullptr; }
  const tollgate_statement_step* next() {
    return channel_.statement()->next(&channel_.raw(), reader_);
  }

 private:
  const PluginChannel& channel_;
  tollgate_statement_reader* reader_;
};

// Whether an entry says the same of the same operation as an earlier one. Keeps 64 bits of each: of
// two million entries the chance that one is marked wrongly is one in ten million.
class Repeats {
 public:
  bool seen(const StatementEntry& entry) {
    std::string key =
        fmt::format("{} {} {} {} {} {} {}|{}", to_text(entry.kind), to_text(entry.direction),
                    to_text(entry.status), entry.is_reversal, entry.amount.minor(),
                    entry.amount.currency().code(), entry.operation_id, entry.channel_reference);
    if (entry.operation_id.empty() && entry.channel_reference.empty()) {
      key += fmt::format("|{}|{}|{}", entry.channel_code, entry.description, entry.fee.minor());
      for (const auto& [name, value] : entry.data) key += fmt::format("|{}={}", name, value);
    }
    return !keys_.insert(std::hash<std::string>()(key)).second;
  }

 private:
  std::unordered_set<std::size_t> keys_;
};

// Reads one file to its end.
class Run {
 public:
  Run(const StatementFile& file, const std::function<void(const StatementEntry&)>& each)
      : file_(file), each_(each) {}

  // Nothing: go on. True: reading() is complete.
  Result<bool> take(const tollgate_statement_step* step) {
    if (step == nullptr || step->size < sizeof(tollgate_statement_step))
      return fault("It made no step of a statement.");
    switch (step->kind) {
      case TOLLGATE_STATEMENT_STEP_ENTRY:
        return take_entry(step->entry);
      case TOLLGATE_STATEMENT_STEP_END:
        return take_summary(step->summary);
      case TOLLGATE_STATEMENT_STEP_FAILED: {
        auto problem = read_statement_problem(step->problem);
        if (!problem) return std::move(problem).error();
        reading_.problem = std::move(*problem);
        return true;
      }
      default:
        return fault("It made a step of a statement that there is not.");
    }
  }

  StatementReading& reading() { return reading_; }

 private:
  Result<bool> take_entry(const tollgate_statement_entry* raw) {
    auto entry = read_statement_entry(raw, reading_.problem);
    if (!entry) return std::move(entry).error();
    if (!*entry) return true;
    StatementEntry& read = **entry;
    if (++entries_ > TOLLGATE_STATEMENT_ENTRIES_MAX) {
      reading_.problem = {
          read.line, "",
          fmt::format("The file has more than {} entries.", int{TOLLGATE_STATEMENT_ENTRIES_MAX})};
      return true;
    }
    if (!add(read)) return fault("It adds up more than 64 bits hold.");
    read.repeats = repeats_.seen(read);
    if (read.repeats) ++repeated_;
    each_(read);
    return false;
  }

  bool add(const StatementEntry& entry) {
    if (entry.status != StatementStatus::booked) return true;
    const Currency currency = entry.amount.currency();
    StatementTotal& total =
        totals_.try_emplace(currency.numeric(), StatementTotal(currency)).first->second;
    ++total.count;
    auto& side =
        entry.direction == StatementDirection::credit ? total.credits_minor : total.debits_minor;
    return !__builtin_add_overflow(side, entry.amount.minor(), &side) &&
           !__builtin_add_overflow(total.fees_minor, entry.fee.minor(), &total.fees_minor);
  }

  Result<bool> take_summary(const tollgate_statement_summary* raw) {
    auto summary = read_statement_summary(raw, file_.bytes, reading_.problem);
    if (!summary) return std::move(summary).error();
    if (!*summary) return true;
    if (auto status = agree((*summary)->totals); !status) return std::move(status).error();
    if (!balance((*summary)->totals)) return true;
    (*summary)->entries = entries_;
    (*summary)->repeated = repeated_;
    reading_.summary = std::move(**summary);
    return true;
  }

  // The plugin's sums are those of what it gave. What is compared is taken out of totals_.
  Status agree(const std::vector<StatementTotal>& told) {
    for (const auto& total : told) {
      StatementTotal own(total.currency);
      if (auto node = totals_.extract(total.currency.numeric())) own = node.mapped();
      if (own.count != total.count || own.credits_minor != total.credits_minor ||
          own.debits_minor != total.debits_minor || own.fees_minor != total.fees_minor)
        return fault(fmt::format("Its total in {} is not that of the entries it gave.",
                                 total.currency.code()));
    }
    if (totals_.empty()) return ok_status();
    return fault(fmt::format("It has no total in {}, of which it gave entries.",
                             totals_.begin()->second.currency.code()));
  }

  bool balance(const std::vector<StatementTotal>& totals) {
    for (const auto& total : totals) {
      if (!total.balances_minor) continue;
      using Wide = __int128;
      const Wide closing = Wide{total.balances_minor->first} + total.credits_minor -
                           total.debits_minor - total.fees_minor;
      if (closing == total.balances_minor->second) continue;
      reading_.problem = {0, "balance",
                          fmt::format("The opening balance in {} and the entries do not make the "
                                      "closing balance.",
                                      total.currency.code())};
      return false;
    }
    return true;
  }

  const StatementFile& file_;
  const std::function<void(const StatementEntry&)>& each_;
  StatementReading reading_;
  std::map<std::uint16_t, StatementTotal> totals_;
  std::uint64_t entries_ = 0;
  std::uint64_t repeated_ = 0;
  Repeats repeats_;
};

Result<StatementReading> ask(const PluginChannel& channel, const StatementFile& file,
                             const std::function<void(const StatementEntry&)>& each) {
  const tollgate_statement_file raw{sizeof raw, 0, view_of(file.name), view_of(file.bytes)};
  try {
    Opened opened(channel, raw);
    if (!opened.ok()) return fault("It could not begin to read a statement.");
    Run run(file, each);
    for (;;) {
      auto done = run.take(opened.next());
      if (!done) return std::move(done).error();
      if (*done) return std::move(run.reading());
    }
  } catch (...) {
    return fault("It threw an exception while it read a statement.");
  }
}

}  // namespace

StatementReading read_plugin_statement(const PluginChannel& channel, const StatementFile& file,
                                       const std::function<void(const StatementEntry&)>& each) {
  StatementReading reading;
  if (file.bytes.size() > TOLLGATE_STATEMENT_FILE_MAX) {
    reading.problem = {
        0, "", fmt::format("The file is larger than {} bytes.", int{TOLLGATE_STATEMENT_FILE_MAX})};
    return reading;
  }
  auto read = ask(channel, file, each);
  if (read) return std::move(*read);
  log_error("A channel plugin broke its contract", {{"channel", channel.account()},
                                                    {"plugin", channel.description().id},
                                                    {"fault", read.error().message}});
  reading.plugin_fault = true;
  reading.problem.sentence = read.error().message;
  return reading;
}

}  // namespace tollgate::channel
