// statement: a file counts as a whole or not at all, and the same file reads the same every time.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <thread>

#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/statement_trial.h"

namespace tollgate::kit {
namespace {

constexpr std::size_t kEntriesMax = 200;  // of a file that are tried
constexpr int kRoundsOfAThread = 20;

Verdict totals(Subject& subject) {
  Verdict otherwise;
  const bool some = !whole_statements(subject, otherwise).empty();
  if (!subject.usable() || subject.channel().statement() == nullptr) return otherwise;
  bool recorded = false;
  for (const auto& fixture : subject.options().statements) {
    recorded = recorded || fixture.good;
    const StatementTrial trial = read(subject, fixture);
    if (trial.plugin_fault)
      return failed(fmt::format("{}: {}", fixture.name, trial.problem.sentence));
  }
  if (!recorded && !some)
    return failed("It reads statements and there is no recorded one: put one into the fixtures.");
  return passed();
}

Verdict truncated(Subject& subject) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  for (const auto* fixture : fixtures) {
    const StatementTrial all = read(subject, *fixture);
    const std::string_view bytes = fixture->bytes;
    const std::size_t stride = std::max<std::size_t>(1, bytes.size() / kPlacesMax);
    for (std::size_t size = 1; size < bytes.size(); ++size) {
      const bool line_ends = bytes[size - 1] == '\n' || bytes[size] == '\n';
      if (size % stride != 0 && !line_ends) continue;
      const StatementTrial cut = read(subject, bytes.substr(0, size), fixture->file_name);
      if (cut.whole() && !same(cut, all))
        return failed(fmt::format("{}: cut off after {} of {} bytes it is taken for a whole one.",
                                  fixture->name, size, bytes.size()));
    }
  }
  return fixtures.empty() ? otherwise : passed();
}

// `change` is given the file, and where the text of an entry begins and how long it is.
template <class Change, class Judge>
Verdict for_each_entry(Subject& subject, const Change& change, const Judge& judge) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  for (const auto* fixture : fixtures) {
    const StatementTrial all = read(subject, *fixture);
    for (std::size_t i = 0; i < std::min(all.entries.size(), kEntriesMax); ++i) {
      const std::string_view entry = text_of_entry(fixture->bytes, all, i);
      if (entry.empty()) continue;
      std::string changed = fixture->bytes;
      change(changed, static_cast<std::size_t>(entry.data() - fixture->bytes.data()), entry);
      const std::string sentence = judge(read(subject, changed, fixture->file_name), all);
      if (!sentence.empty())
        return failed(fmt::format("{}: with the entry of line {} {}", fixture->name,
                                  all.entries[i].line, sentence));
    }
  }
  return fixtures.empty() ? otherwise : passed();
}

bool tells_of_itself(const StatementSummary& summary) {
  return summary.tells_count || summary.tells_sums ||
         std::any_of(summary.totals.begin(), summary.totals.end(),
                     [](const auto& total) { return total.balances_minor.has_value(); });
}

Verdict missing(Subject& subject) {
  return for_each_entry(
      subject,
      [](std::string& bytes, std::size_t at, std::string_view entry) {
        bytes.erase(at, entry.size());
      },
      [](const StatementTrial& short_one, const StatementTrial& all) -> std::string {
        if (!short_one.whole() || !tells_of_itself(*all.summary)) return {};
        return "taken out it is still believed, although the file tells its count or sums.";
      });
}

Verdict duplicates(Subject& subject) {
  return for_each_entry(
      subject,
      [](std::string& bytes, std::size_t at, std::string_view entry) {
        bytes.insert(at, std::string(entry));
      },
      [](const StatementTrial& doubled, const StatementTrial& all) -> std::string {
        if (!doubled.whole() || doubled.entries.size() > all.entries.size()) return {};
        return "doubled it gives no entry more, and does not refuse the file.";
      });
}

Verdict bounds(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (subject.channel().statement() == nullptr) return skipped("It reads no statements.");
  constexpr std::size_t kMany = 1U << 20U;
  for (const std::string& bytes :
       {std::string(), std::string(1, '\n'), std::string(kMany, '\n'), std::string(kMany, '9'),
        std::string(kMany, '\0'), std::string(kMany, '<'), std::string(kMany, ','),
        std::string(kMany, '\xff')}) {
    const std::string_view given = bytes.empty() ? std::string_view() : std::string_view(bytes);
    const StatementTrial trial = read(subject, given);
    const std::string what = bytes.empty() ? std::string("an empty file")
                                           : fmt::format("{} bytes of 0x{:02x}", bytes.size(),
                                                         static_cast<unsigned char>(bytes[0]));
    if (trial.plugin_fault) return failed(fmt::format("Of {}: {}", what, trial.problem.sentence));
    if (trial.whole()) return failed(fmt::format("It takes {} for a whole statement.", what));
  }
  return passed();
}

// Alone, one after the other, and in several threads at once.
Verdict repeated(Subject& subject) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  if (fixtures.empty()) return otherwise;
  std::vector<StatementTrial> alone;
  alone.reserve(fixtures.size());
  for (const auto* fixture : fixtures) alone.push_back(read(subject, *fixture));
  const auto all_same = [&] {
    for (std::size_t i = 0; i < fixtures.size(); ++i)
      if (!same(alone[i], read(subject, *fixtures[i]))) return false;
    return true;
  };
  if (!all_same()) return failed("A statement reads otherwise the second time.");
  std::array<bool, 4> held{};
  std::vector<std::thread> threads;
  threads.reserve(held.size());
  for (bool& each : held)
    threads.emplace_back([&] {
      each = true;
      for (int round = 0; round < kRoundsOfAThread; ++round) each = each && all_same();
    });
  for (auto& thread : threads) thread.join();
  return std::all_of(held.begin(), held.end(), [](bool each) { return each; })
             ? passed()
             : failed("A statement reads otherwise while others are read in other threads.");
}

// Opens the file, makes as many steps and closes it.
void leave(const Subject& subject, const StatementFixture& fixture, int steps) {
  const auto& channel = subject.channel();
  const tollgate_statement_file file = {
      sizeof file, 0, {}, {fixture.bytes.data(), fixture.bytes.size()}};
  auto* reader = channel.statement()->open(&channel.raw(), &file);
  const tollgate_statement_step* step = nullptr;
  for (int i = 0; i < steps; ++i) {
    if (step != nullptr && step->kind != TOLLGATE_STATEMENT_STEP_ENTRY) break;
    step = channel.statement()->next(&channel.raw(), reader);
  }
  channel.statement()->close(&channel.raw(), reader);
}

Verdict abandoned_readers(Subject& subject) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  if (fixtures.empty()) return otherwise;
  const auto leave_all = [&](int rounds) {
    for (int i = 0; i < rounds; ++i) leave(subject, *fixtures.front(), i % 3);
  };
  leave_all(kAbandoned / 4);  // what is made once is made
  const std::size_t before = ::mallinfo2().uordblks;
  leave_all(kAbandoned);
  const std::size_t after = ::mallinfo2().uordblks;
  if (after <= before + kLeakedBytesMax) return passed();
  return failed(fmt::format("{} statements that were left half-read leave {} KiB behind.",
                            kAbandoned, (after - before) >> 10U));
}

}  // namespace

std::span<const Check> statement_checks() {
  static constexpr Check kChecks[] = {
      {"statement.totals", "What a statement's summary says is what its entries add up to.",
       &totals},
      {"statement.truncated", "A file that is cut off anywhere is no statement.", &truncated},
      {"statement.missing", "A file that tells its count or sums is refused when an entry is gone.",
       &missing},
      {"statement.duplicates", "What is in a file twice is given twice, or the file is refused.",
       &duplicates},
      {"statement.bounds", "An empty file, or one of nonsense, is no statement.", &bounds},
      {"statement.repeated", "The same file reads the same every time, also at the same time.",
       &repeated},
      {"statement.abandoned", "A statement that is left at any step leaves nothing behind.",
       &abandoned_readers},
  };
  return kChecks;
}

}  // namespace tollgate::kit
