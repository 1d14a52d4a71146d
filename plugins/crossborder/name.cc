#include "plugins/crossborder/name.h"

#include <algorithm>
#include <array>
#include <vector>

#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

// Characters that are written as other ones; `expanded` where it differs.
struct Fold {
  char32_t first;
  char32_t last;
  std::string_view plain;
  std::string_view expanded = {};
};

// Latin letters by their Unicode blocks, in ascending order. Signs between them part words.
constexpr auto kFolds = std::to_array<Fold>({
    {0xC0, 0xC3, "A"},       {0xC4, 0xC4, "A", "AE"},   {0xC5, 0xC5, "A", "AA"},
    {0xC6, 0xC6, "AE"},      {0xC7, 0xC7, "C"},         {0xC8, 0xCB, "E"},
    {0xCC, 0xCF, "I"},       {0xD0, 0xD0, "D"},         {0xD1, 0xD1, "N"},
    {0xD2, 0xD5, "O"},       {0xD6, 0xD6, "O", "OE"},   {0xD7, 0xD7, " "},
    {0xD8, 0xD8, "O", "OE"}, {0xD9, 0xDB, "U"},         {0xDC, 0xDC, "U", "UE"},
    {0xDD, 0xDD, "Y"},       {0xDE, 0xDE, "TH"},        {0xDF, 0xDF, "SS"},
    {0xE0, 0xE3, "A"},       {0xE4, 0xE4, "A", "AE"},   {0xE5, 0xE5, "A", "AA"},
    {0xE6, 0xE6, "AE"},      {0xE7, 0xE7, "C"},         {0xE8, 0xEB, "E"},
    {0xEC, 0xEF, "I"},       {0xF0, 0xF0, "D"},         {0xF1, 0xF1, "N"},
    {0xF2, 0xF5, "O"},       {0xF6, 0xF6, "O", "OE"},   {0xF7, 0xF7, " "},
    {0xF8, 0xF8, "O", "OE"}, {0xF9, 0xFB, "U"},         {0xFC, 0xFC, "U", "UE"},
    {0xFD, 0xFD, "Y"},       {0xFE, 0xFE, "TH"},        {0xFF, 0xFF, "Y"},
    {0x100, 0x105, "A"},     {0x106, 0x10D, "C"},       {0x10E, 0x111, "D"},
    {0x112, 0x11B, "E"},     {0x11C, 0x123, "G"},       {0x124, 0x127, "H"},
    {0x128, 0x131, "I"},     {0x132, 0x133, "IJ"},      {0x134, 0x135, "J"},
    {0x136, 0x138, "K"},     {0x139, 0x142, "L"},       {0x143, 0x14B, "N"},
    {0x14C, 0x14F, "O"},     {0x150, 0x151, "O", "OE"}, {0x152, 0x153, "OE"},
    {0x154, 0x159, "R"},     {0x15A, 0x161, "S"},       {0x162, 0x167, "T"},
    {0x168, 0x16F, "U"},     {0x170, 0x171, "U", "UE"}, {0x172, 0x173, "U"},
    {0x174, 0x175, "W"},     {0x176, 0x178, "Y"},       {0x179, 0x17E, "Z"},
    {0x17F, 0x17F, "S"},     {0x18F, 0x18F, "A"},       {0x1A0, 0x1A1, "O"},
    {0x1AF, 0x1B0, "U"},     {0x1CD, 0x1CE, "A"},       {0x1CF, 0x1D0, "I"},
    {0x1D1, 0x1D2, "O"},     {0x1D3, 0x1DC, "U"},       {0x218, 0x219, "S"},
    {0x21A, 0x21B, "T"},     {0x259, 0x259, "A"},       {0x1E9E, 0x1E9E, "SS"},
    {0x1EA0, 0x1EB7, "A"},   {0x1EB8, 0x1EC7, "E"},     {0x1EC8, 0x1ECB, "I"},
    {0x1ECC, 0x1EE3, "O"},   {0x1EE4, 0x1EF1, "U"},     {0x1EF2, 0x1EF9, "Y"},
});

const Fold* find_fold(char32_t character) {
  const auto at =
      std::lower_bound(kFolds.begin(), kFolds.end(), character,
                       [](const Fold& fold, char32_t wanted) { return fold.last < wanted; });
  return at != kFolds.end() && at->first <= character ? &*at : nullptr;
}

// Seen by nobody: marks that stand on another letter, soft hyphens, what joins and directs text.
bool is_invisible(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

// Inside a word: O'Brien is also written OBrien.
bool is_apostrophe(char32_t c) {
  return c == '\'' || c == '`' || c == 0xB4 || c == 0x2B9 || c == 0x2BC || c == 0x2018 ||
         c == 0x2019;
}

// Greek and Cyrillic in upper case; full-width forms as what they are wide forms of.
char32_t upper(char32_t c) {
  if (c >= 'a' && c <= 'z') return c - 'a' + 'A';
  if (c >= 0xFF01 && c <= 0xFF5E) return upper(c - 0xFF01 + 0x21);
  if (c == 0x3C2) return 0x3A3;  // the sigma at the end of a word
  if (c >= 0x3B1 && c <= 0x3C9) return c - 0x20;
  if (c >= 0x430 && c <= 0x44F) return c - 0x20;
  if (c >= 0x450 && c <= 0x45F) return c - 0x50;
  return c;
}

bool is_letter_or_digit(char32_t c) {
  if (c < 0x80) return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  if (c < 0xC0 || (c >= 0x2000 && c <= 0x2BFF)) return false;  // signs, and general punctuation
  return c < 0x3000 || c > 0x303F;                             // and that of the far east
}

// Its words in alphabetical order, with one space between.
std::string ordered(const std::string& words) {
  std::vector<std::string_view> list;
  std::string_view rest = words;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (end > 0) list.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::sort(list.begin(), list.end());
  std::string joined;
  for (const auto word : list) joined.append(joined.empty() ? "" : " ").append(word);
  return joined;
}

}  // namespace

std::optional<NormalName> normal_name(std::string_view name) {
  NormalName normal;
  while (!name.empty()) {
    const auto taken = take_character(name);
    if (!taken) return std::nullopt;
    if (is_invisible(*taken) || is_apostrophe(*taken)) continue;
    if (const Fold* fold = find_fold(*taken)) {
      normal.plain += fold->plain;
      normal.expanded += fold->expanded.empty() ? fold->plain : fold->expanded;
      continue;
    }
    const char32_t character = upper(*taken);
    const char32_t kept = is_letter_or_digit(character) ? character : U' ';
    append_character(normal.plain, kept);
    append_character(normal.expanded, kept);
  }
  normal.plain = ordered(normal.plain);
  normal.expanded = ordered(normal.expanded);
  if (normal.plain.empty()) return std::nullopt;
  return normal;
}

bool same_name(const NormalName& one, const NormalName& other) {
  return one.plain == other.plain || one.plain == other.expanded || one.expanded == other.plain ||
         one.expanded == other.expanded;
}

}  // namespace tollgate::crossborder
