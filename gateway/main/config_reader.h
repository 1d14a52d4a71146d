// TableReader: takes known keys out of one TOML table and, at the end, refuses what is left.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.h"

namespace toml {
inline namespace v3 {
class table;
class node;
}  // namespace v3
}  // namespace toml

namespace tollgate {

// The candidate with the smallest edit distance, if it is near enough to be meant.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// Collects the first error of a whole file; later reads then do nothing.
struct ConfigErrors {
  std::string file;
  std::string first;  // a sentence; empty: none

  void add(const toml::node* where, const std::string& sentence);
};

class TableReader {
 public:
  // `table` may be null: every key keeps its default.
  TableReader(const toml::table* table, std::string name, ConfigErrors& errors)
      : table_(table), name_(std::move(name)), errors_(errors) {}

  void text(std::string_view key, std::string& out);
  void choice(std::string_view key, std::string& out, const std::vector<std::string>& valid);
  void number(std::string_view key, std::uint32_t& out, std::uint32_t least, std::uint32_t most);
  void amount(std::string_view key, std::int64_t& out);  // in minor units
  void port(std::string_view key, std::uint16_t& out);
  void flag(std::string_view key, bool& out);
  void flag(std::string_view key, std::optional<bool>& out);  // unset where the key is not there
  void texts(std::string_view key, std::vector<std::string>& out);
  const toml::table* table(std::string_view key);
  // A reader of a table below this one, which reports to the same errors.
  TableReader below(std::string_view key) { return {table(key), path_of(key), errors_}; }
  // The keys of the table, when any name may stand there.
  std::vector<std::string> keys() const;
  void required(std::string_view key, const std::string& value);
  // An error of the file's author about a key that was read.
  void refuse(std::string_view key, std::string_view why);
  void known(std::string_view key) { known_.emplace_back(key); }
  // Refuses every key that nobody asked for.
  void finish();
  bool given() const { return table_ != nullptr; }

 private:
  const toml::node* take(std::string_view key);
  std::string path_of(std::string_view key) const;

  const toml::table* table_;
  std::string name_;
  ConfigErrors& errors_;
  std::vector<std::string> known_;
};

}  // namespace tollgate
