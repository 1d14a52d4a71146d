// statement, what is in it: amounts are what the file says, and what is wrong is named without
// being repeated.
#include <fmt/format.h>

#include <algorithm>

#include "gateway/adapters/channel/statement_json.h"
#include "gateway/base/ascii.h"
#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/statement_trial.h"

namespace tollgate::kit {
namespace {

constexpr std::size_t kNumbersMax = 200;
constexpr std::size_t kLinesMax = 50;
constexpr std::string_view kCanary = "canary-8fd1c0";

bool same_sums(const StatementSummary& one, const StatementSummary& other) {
  return std::equal(one.totals.begin(), one.totals.end(), other.totals.begin(), other.totals.end(),
                    [](const StatementTotal& a, const StatementTotal& b) {
                      return a.currency == b.currency && a.credits_minor == b.credits_minor &&
                             a.debits_minor == b.debits_minor && a.fees_minor == b.fees_minor;
                    });
}

// One byte changed: a digit to the next one, anything else to its neighbour.
Verdict garbled(Subject& subject) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  for (const auto* fixture : fixtures) {
    const StatementTrial all = read(subject, *fixture);
    if (!all.summary->tells_sums) continue;
    const std::size_t stride = std::max<std::size_t>(1, fixture->bytes.size() / kPlacesMax);
    for (std::size_t at = 0; at < fixture->bytes.size(); at += stride) {
      std::string changed = fixture->bytes;
      char& c = changed[at];
      c = is_digit(c) ? static_cast<char>(c == '9' ? '0' : c + 1) : static_cast<char>(c ^ 1);
      const StatementTrial trial = read(subject, changed, fixture->file_name);
      if (trial.plugin_fault)
        return failed(fmt::format("{} with its byte {} changed: {}", fixture->name, at,
                                  trial.problem.sentence));
      if (trial.whole() && !same_sums(*trial.summary, *all.summary))
        return failed(fmt::format("{}: with its byte {} changed it is believed, with other sums.",
                                  fixture->name, at));
    }
  }
  return fixtures.empty() ? otherwise : passed();
}

std::string decimal(unsigned __int128 number) {
  std::string digits;
  do digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
  while ((number /= 10) != 0);
  return digits;
}

// A number of the file replaced by those that a narrow integer would take for the same, and by the
// largest ones.
Verdict number_fault(const Subject& subject, const StatementFixture& fixture,
                     const StatementTrial& all, std::size_t at, std::size_t size) {
  unsigned __int128 number = 0;
  for (const char digit : fixture.bytes.substr(at, size))
    number = number * 10 + static_cast<unsigned>(digit - '0');
  const auto with = [&](const std::string& other) {
    std::string changed = fixture.bytes;
    return read(subject, changed.replace(at, size, other), fixture.file_name);
  };
  const bool matters = !same(with(decimal(number + 1)), all);
  for (const int bits : {32, 63, 64}) {
    const std::string other = decimal(number + (static_cast<unsigned __int128>(1) << bits));
    const StatementTrial trial = with(other);
    if (trial.plugin_fault)
      return failed(fmt::format("{} with {} for {}: {}", fixture.name, other, decimal(number),
                                trial.problem.sentence));
    if (matters && trial.whole() && same(trial, all))
      return failed(fmt::format("{}: it takes {} for {}.", fixture.name, other, decimal(number)));
  }
  for (const char* other : {"9223372036854775807", "9223372036854775808", "9007199254740992"})
    if (const StatementTrial trial = with(other); trial.plugin_fault)
      return failed(fmt::format("{} with {} for {}: {}", fixture.name, other, decimal(number),
                                trial.problem.sentence));
  return passed();
}

Verdict numbers(Subject& subject) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  for (const auto* fixture : fixtures) {
    const StatementTrial all = read(subject, *fixture);
    const std::string& bytes = fixture->bytes;
    std::size_t tried = 0;
    for (std::size_t at = 0; at < bytes.size() && tried < kNumbersMax; ++at) {
      if (!is_digit(bytes[at])) continue;
      std::size_t size = 1;
      while (at + size < bytes.size() && is_digit(bytes[at + size])) ++size;
      if (size <= 18) {
        ++tried;
        if (auto verdict = number_fault(subject, *fixture, all, at, size);
            verdict.finding != Finding::passed)
          return verdict;
      }
      at += size;
    }
  }
  return fixtures.empty() ? otherwise : passed();
}

// Every `word` that stands by itself, in another's place; how many they were.
std::size_t replace_words(std::string& text, std::string_view word, std::string_view other) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool alone = (at == 0 || !is_letter(text[at - 1])) &&
                       (at + word.size() == text.size() || !is_letter(text[at + word.size()]));
    if (!alone) continue;
    text.replace(at, word.size(), other);
    ++count;
  }
  return count;
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

// The file with `from` called `to`: what is written with decimals has to count as many minor units
// as `to` has; what has more decimals than that is no amount.
std::string decimals_fault(const Subject& subject, const StatementFixture& fixture,
                           const StatementTrial& all, const Currency& from, const Currency& to) {
  std::string changed = fixture.bytes;
  if (replace_words(changed, from.code(), to.code()) == 0) return {};
  const StatementTrial trial = read(subject, changed, fixture.file_name);
  if (trial.plugin_fault) return trial.problem.sentence;
  if (!trial.whole()) return {};
  for (std::size_t i = 0; i < std::min(all.entries.size(), trial.entries.size()); ++i) {
    const Money& before = all.entries[i].amount;
    const Money& now = trial.entries[i].amount;
    if (before.currency() != from || now.currency() != to) continue;
    const std::string_view text = text_of_entry(fixture.bytes, all, i);
    const std::string written = before.decimal();
    if (written.find('.') == std::string::npos || text.find(written) == std::string_view::npos)
      continue;  // it is written in minor units
    const int more = to.exponent() - from.exponent();
    const bool right = more >= 0 ? now.minor() == before.minor() * power_of_ten(more)
                                 : now.minor() * power_of_ten(-more) == before.minor();
    if (!right)
      return fmt::format("it takes {} {} for {} minor units.", written, to.code(), now.minor());
  }
  return {};
}

Verdict decimals(Subject& subject) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  for (const auto* fixture : fixtures) {
    const StatementTrial all = read(subject, *fixture);
    for (const auto& total : all.summary->totals)
      for (const char* code : {"JPY", "EUR", "KWD"}) {
        const Currency other = *Currency::parse(code);
        if (other == total.currency) continue;
        const std::string fault = decimals_fault(subject, *fixture, all, total.currency, other);
        if (!fault.empty())
          return failed(fmt::format("{} with {} for {}: {}", fixture->name, code,
                                    total.currency.code(), fault));
      }
  }
  return fixtures.empty() ? otherwise : passed();
}

// What is wrong with how a problem is told; `lines` is how many the file has.
std::string problem_fault(const Subject& subject, const StatementProblem& problem,
                          std::size_t lines) {
  if (problem.line > lines + 1)
    return fmt::format("its problem is in line {} of {}.", problem.line, lines);
  if (problem.line > 0 && problem.sentence.find(std::to_string(problem.line)) == std::string::npos)
    return fmt::format("its sentence does not name the line {}.", problem.line);
  for (const auto& text : {problem.sentence, problem.field})
    if (text.find(kCanary) != std::string::npos) return "its sentence repeats what is in the file.";
  for (const auto& [name, value] : subject.secret_settings())
    if (value.size() >= kSecretBytesMin && problem.sentence.find(value) != std::string::npos)
      return fmt::format("its sentence has the secret setting {}.", name);
  return {};
}

std::vector<std::string> split(const std::string& bytes) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = std::min(bytes.find('\n', at), bytes.size() - 1);
    lines.push_back(bytes.substr(at, end + 1 - at));
    at = end + 1;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string bytes;
  for (const auto& line : lines) bytes += line;
  return bytes;
}

// The file with each line replaced by something else, and with something put into it.
std::string sentence_fault(const Subject& subject, const StatementFixture& fixture) {
  const auto lines = split(fixture.bytes);
  for (std::size_t i = 0; i < std::min(lines.size(), kLinesMax); ++i)
    for (const std::string& other : {std::string(kCanary) + "\n", std::string(kCanary) + lines[i],
                                     std::string(lines[i]).insert(lines[i].size() / 2, kCanary),
                                     std::string(lines[i]).insert(lines[i].size() - 1, kCanary)}) {
      auto changed = lines;
      changed[i] = other;
      const StatementTrial trial = read(subject, joined(changed), fixture.file_name);
      if (trial.whole()) continue;
      const std::string fault = trial.plugin_fault
                                    ? trial.problem.sentence
                                    : problem_fault(subject, trial.problem, lines.size());
      if (!fault.empty()) return fmt::format("with its line {} changed {}", i + 1, fault);
    }
  return {};
}

Verdict problem_sentences(Subject& subject) {
  Verdict otherwise;
  const auto fixtures = whole_statements(subject, otherwise);
  for (const auto* fixture : fixtures) {
    const std::string fault = sentence_fault(subject, *fixture);
    if (!fault.empty()) return failed(fmt::format("{}: {}", fixture->name, fault));
    const std::string all = reading_json(read(subject, *fixture));
    for (const auto& [name, value] : subject.secret_settings())
      if (value.size() >= kSecretBytesMin && all.find(value) != std::string::npos)
        return failed(
            fmt::format("{}: the secret setting {} is in what it gives.", fixture->name, name));
  }
  return fixtures.empty() ? otherwise : passed();
}

}  // namespace

std::span<const Check> statement_content_checks() {
  static constexpr Check kChecks[] = {
      {"statement.garbled", "A byte that changes the money of a file that tells its sums is seen.",
       &garbled},
      {"statement.numbers", "A number that is too large is refused, and not taken for another.",
       &numbers},
      {"statement.decimals", "An amount has the decimals of its currency: JPY none, KWD three.",
       &decimals},
      {"statement.sentences", "A problem names its line and repeats nothing of the file.",
       &problem_sentences},
  };
  return kChecks;
}

}  // namespace tollgate::kit
