#include "gateway/risk/lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tollgate::risk {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kUntil = "until=";

// Cuts the next word off `line`; empty at its end or at a comment.
std::string_view next_word(std::string_view& line) {
  const auto start = line.find_first_not_of(kBlanks);
  if (start == std::string_view::npos || line[start] == '#') return {};
  line.remove_prefix(start);
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

struct Item {
  std::string_view text;  // empty: the line holds none
  Timestamp end = Timestamp::max();
};

// The sentence is empty when the line is well formed.
std::string parse_line(std::string_view line, Item& item) {
  item.text = next_word(line);
  if (item.text.size() > kListItemBytesMax)
    return fmt::format("has an item longer than {} bytes", kListItemBytesMax);
  const std::string_view option = next_word(line);
  if (option.empty()) return {};
  const auto day = option.starts_with(kUntil) ? parse_day(option.substr(kUntil.size()))
                                              : std::optional<Timestamp>();
  if (!day) return fmt::format("has '{}' after the item", option);
  item.end = *day;
  const std::string_view more = next_word(line);
  return more.empty() ? std::string() : fmt::format("has '{}' after the day", more);
}

bool parse_number(std::string_view text, int& number) {
  const auto all_digits =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return all_digits &&
         std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

}  // namespace

std::optional<Timestamp> parse_day(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
      !parse_number(text.substr(0, 4), year) || !parse_number(text.substr(5, 2), month) ||
      !parse_number(text.substr(8, 2), day))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date));
}

Result<ItemList> ItemList::parse(std::string_view name, std::string_view text) {
  ItemList list;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    Item item;
    const std::string wrong = parse_line(line, item);
    if (!wrong.empty())
      return Error{ErrorCode::invalid_argument,
                   fmt::format("The list {} line {} {}.", name, number, wrong),
                   "Write one item a line without blanks in it, optionally followed by "
                   "until=2027-01-01."};
    if (item.text.empty()) continue;
    if (list.items_.size() == kListItemsMax)
      return Error{ErrorCode::limit_exceeded,
                   fmt::format("The list {} has more than {} items.", name, kListItemsMax),
                   "Split it, or remove what has expired."};
    const auto [place, is_new] = list.items_.try_emplace(std::string(item.text), item.end);
    if (!is_new) place->second = std::max(place->second, item.end);
    list.longest_ = std::max(list.longest_, item.text.size());
  }
  return list;
}

bool ItemList::has(std::string_view item, Timestamp now) const {
  const auto place = items_.find(item);
  return place != items_.end() && now < place->second;
}

bool ItemList::has_prefix_of(std::string_view text, Timestamp now) const {
  for (std::size_t size = std::min(text.size(), longest_); size > 0; --size)
    if (has(text.substr(0, size), now)) return true;
  return false;
}

}  // namespace tollgate::risk
