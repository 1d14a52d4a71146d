// StatementTrial: what came of one statement, read as the gateway reads it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/channel/plugin_statement.h"
#include "plugin-sdk/channel-check/subject.h"
#include "plugin-sdk/channel-check/verdict.h"

namespace tollgate::kit {

struct StatementTrial {
  std::vector<StatementEntry> entries;
  std::optional<StatementSummary> summary;  // the file was whole
  StatementProblem problem;
  bool plugin_fault = false;

  bool whole() const { return summary.has_value(); }
};

// Needs subject.channel().statement().
StatementTrial read(const Subject& subject, std::string_view bytes, const std::string& name = {});
StatementTrial read(const Subject& subject, const StatementFixture& fixture);

// As fixtures keep it: {"entries": […], "summary": {…}} or {"problem": {…}}.
std::string reading_json(const StatementTrial& trial);
// Nothing where all that the fixture names is so; otherwise the sentence that says what is not.
std::optional<std::string> difference(const StatementFixture& fixture, const StatementTrial& trial);
// The same entries and summary, but for the lines on which they stand.
bool same(const StatementTrial& one, const StatementTrial& other);

// The bytes of the entry of this number, whole lines; empty where they cannot be told.
std::string_view text_of_entry(std::string_view bytes, const StatementTrial& trial, std::size_t at);

// The recorded statements that are whole. An empty list comes with the verdict of a check that
// needs one: the channel reads none, or statement.totals speaks of it.
std::vector<const StatementFixture*> whole_statements(Subject& subject, Verdict& otherwise);

}  // namespace tollgate::kit
