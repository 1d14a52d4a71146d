#include "tests/simulation/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "gateway/base/check.h"

namespace tollgate::simulation {
namespace {

constexpr std::array<std::string_view, Coverage::kFaults> kFaultNames = {
    "lost before it arrived",
    "lost after its effect",
    "delivered twice",
    "delivered late",
    "answer unreadable",
    "answer of more than was asked",
    "partial approval",
    "declined",
    "not sent",
    "pending",
    "pending, the payer must act",
    "void declined",
    "void declined for ever",
    "approved after a decline",
    "report twice",
    "report overtaken",
    "report before our answer",
    "report of what is settled",
    "report lost",
    "exchange told",
    "report of another amount",
    "report of no operation",
    "report of another account",
    "report that contradicts",
    "dispute opened",
    "dispute won",
    "dispute lost",
    "reversed by the channel",
    "payout returned",
    "commit refused",
    "commit's answer lost, nothing written",
    "commit's answer lost, written",
    "commit slower than a lease",
    "read refused",
    "bus away",
    "bus loses a message",
    "bus loses a confirmation",
    "process crashes",
    "client gives up",
    "same key twice at once",
    "same key after its answer",
    "nonce replayed",
    "key reused for another request",
    "another merchant asks",
};

constexpr std::array<std::string_view, Coverage::kPlaces> kPlaceNames = {
    "idle",
    "before a commit",
    "after a commit, nobody told",
    "reading",
    "before a message arrives",
    "before its answer arrives",
    "between two tries of a commit",
    "serving a client",
    "serving a channel's report",
    "before the bus confirms",
    "after it, position not saved",
};

// The row that no use case asks for: a pending charge is never undone as "outcome unknown". Silence
// leaves it pending, and its time ends it as expired.
bool is_reachable(const Transition& row) {
  return row.from != PaymentStatus::requires_action || row.trigger != Trigger::reversed;
}

template <class Names, class Counts>
void add_rows(std::string& table, std::string_view title, const Names& names,
              const Counts& counts) {
  table += fmt::format("{}\n", title);
  for (std::size_t i = 0; i < names.size(); ++i)
    table += fmt::format("  {:<44}{:>12}\n", names[i], counts[i]);
}

}  // namespace

std::string_view to_text(Fault fault) { return kFaultNames[static_cast<std::size_t>(fault)]; }
std::string_view to_text(Place place) { return kPlaceNames[static_cast<std::size_t>(place)]; }

void Coverage::moved(PaymentStatus from, Trigger trigger) {
  const auto rows = transition_table();
  CHECK(rows.size() <= transitions_.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].from == from && rows[i].trigger == trigger) ++transitions_[i];
}

void Coverage::add(const Coverage& other) {
  const auto add_all = [](auto& sums, const auto& more) {
    std::transform(sums.begin(), sums.end(), more.begin(), sums.begin(), std::plus<>());
  };
  add_all(faults_, other.faults_);
  add_all(places_, other.places_);
  add_all(transitions_, other.transitions_);
}

std::vector<std::string> Coverage::missing() const {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < kFaults; ++i)
    if (faults_[i] == 0) missing.push_back(fmt::format("fault: {}", kFaultNames[i]));
  for (std::size_t i = 0; i < kPlaces; ++i)
    if (places_[i] == 0) missing.push_back(fmt::format("crash: {}", kPlaceNames[i]));
  const auto rows = transition_table();
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (transitions_[i] == 0 && is_reachable(rows[i]))
      missing.push_back(fmt::format("transition: {} --{}--> {}", tollgate::to_text(rows[i].from),
                                    tollgate::to_text(rows[i].trigger),
                                    tollgate::to_text(rows[i].to)));
  return missing;
}

std::string Coverage::table() const {
  std::string table;
  add_rows(table, "faults", kFaultNames, faults_);
  add_rows(table, "crashes, by what they cut", kPlaceNames, places_);
  table += "transitions\n";
  const auto rows = transition_table();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const auto name = fmt::format("{} --{}--> {}", tollgate::to_text(row.from),
                                  tollgate::to_text(row.trigger), tollgate::to_text(row.to));
    table += fmt::format("  {:<68}{:>12}{}\n", name, transitions_[i],
                         is_reachable(row) ? "" : "  (nothing asks for it)");
  }
  return table;
}

}  // namespace tollgate::simulation
