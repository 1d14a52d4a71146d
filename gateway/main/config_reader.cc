#include "gateway/main/config_reader.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <numeric>

#include "gateway/base/money.h"

namespace tollgate {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(2, word.size() / 2) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

void ConfigErrors::add(const toml::node* where, const std::string& sentence) {
  if (!first.empty()) return;
  const auto line = where == nullptr ? 0 : where->source().begin.line;
  first = line == 0 ? fmt::format("{}: {}", file, sentence)
                    : fmt::format("{}:{}: {}", file, line, sentence);
}

std::string TableReader::path_of(std::string_view key) const {
  return name_.empty() ? std::string(key) : name_ + "." + std::string(key);
}

const toml::node* TableReader::take(std::string_view key) {
  known_.emplace_back(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

void TableReader::text(std::string_view key, std::string& out) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  if (const auto value = node->value_exact<std::string>())
    out = *value;
  else
    errors_.add(node, fmt::format("{} must be a text in quotes.", path_of(key)));
}

void TableReader::choice(std::string_view key, std::string& out,
                         const std::vector<std::string>& valid) {
  text(key, out);
  if (std::find(valid.begin(), valid.end(), out) != valid.end()) return;
  const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
  errors_.add(
      node, fmt::format("{} is \"{}\"; it must be one of: {}.", path_of(key), out, joined(valid)));
}

void TableReader::number(std::string_view key, std::uint32_t& out, std::uint32_t least,
                         std::uint32_t most) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) {
    out = static_cast<std::uint32_t>(*value);
    return;
  }
  errors_.add(node,
              fmt::format("{} must be a whole number from {} to {}.", path_of(key), least, most));
}

void TableReader::amount(std::string_view key, std::int64_t& out) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= 0 && *value <= Money::kMinorMax)
    out = *value;
  else
    errors_.add(node, fmt::format("{} must be an amount in minor units, from 0 to {}.",
                                  path_of(key), Money::kMinorMax));
}

void TableReader::port(std::string_view key, std::uint16_t& out) {
  std::uint32_t wide = out;
  number(key, wide, 0, 65535);
  out = static_cast<std::uint16_t>(wide);
}

void TableReader::flag(std::string_view key, bool& out) {
  std::optional<bool> value;
  flag(key, value);
  out = value.value_or(out);
}

void TableReader::flag(std::string_view key, std::optional<bool>& out) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  if (const auto value = node->value_exact<bool>())
    out = *value;
  else
    errors_.add(node, fmt::format("{} must be true or false.", path_of(key)));
}

void TableReader::texts(std::string_view key, std::vector<std::string>& out) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  out.clear();
  const toml::array* array = node->as_array();
  if (array != nullptr) {
    for (const auto& item : *array) {
      if (const auto value = item.value_exact<std::string>())
        out.push_back(*value);
      else
        array = nullptr;
      if (array == nullptr) break;
    }
  }
  if (array == nullptr)
    errors_.add(node, fmt::format("{} must be a list of texts: [\"a\", \"b\"].", path_of(key)));
}

const toml::table* TableReader::table(std::string_view key) {
  const toml::node* node = take(key);
  if (node == nullptr) return nullptr;
  if (node->as_table() == nullptr)
    errors_.add(node, fmt::format("{0} must be a table: [{0}].", path_of(key)));
  return node->as_table();
}

std::vector<std::string> TableReader::keys() const {
  std::vector<std::string> keys;
  if (table_ != nullptr)
    for (const auto& [key, node] : *table_) keys.emplace_back(key.str());
  return keys;
}

void TableReader::refuse(std::string_view key, std::string_view why) {
  const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
  errors_.add(node, fmt::format("{} {}.", path_of(key), why));
}

void TableReader::required(std::string_view key, const std::string& value) {
  if (!value.empty()) return;
  errors_.add(table_, fmt::format("{} is missing: set it.", path_of(key)));
}

void TableReader::finish() {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    const std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const std::string meant = nearest(name, known_);
    errors_.add(&node, meant.empty() ? fmt::format("unknown key {}; valid here: {}.", path_of(name),
                                                   joined(known_))
                                     : fmt::format("unknown key {}; did you mean {}?",
                                                   path_of(name), path_of(meant)));
  }
}

}  // namespace tollgate
