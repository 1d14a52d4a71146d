#include "plugins/crossborder/screening.h"

#include <algorithm>
#include <utility>

namespace tollgate::crossborder {

std::string_view to_text(MatchKind kind) {
  switch (kind) {
    case MatchKind::exact:
      return "exact";
    case MatchKind::normalised:
      return "normalised";
    case MatchKind::alias:
      return "alias";
  }
  return "exact";
}

std::optional<Screening> Screening::make(std::vector<ListedParty> list, std::string& problem,
                                         NameMatcher matcher) {
  Screening screening(matcher);
  for (auto& party : list) {
    Entry entry;
    const auto add = [&](const std::string& text, auto&& keep) {
      const auto normal = normal_name(text);
      if (normal) keep(*normal);
      return normal.has_value();
    };
    bool good = add(party.name, [&](const NormalName& name) { entry.name = name; });
    for (const auto& alias : party.aliases)
      good = add(alias, [&](const NormalName& name) { entry.aliases.push_back(name); }) && good;
    if (!good) {
      problem = "The entry " + party.id +
                " of screening_list has a name or alias without letters and digits in UTF-8.";
      return std::nullopt;
    }
    entry.party = std::move(party);
    screening.entries_.push_back(std::move(entry));
  }
  return screening;
}

Screening::Finding Screening::find(std::string_view name) const {
  const auto given = normal_name(name);
  if (!given) return {false, std::nullopt};
  for (const auto& entry : entries_) {
    if (name == entry.party.name) return {true, Match{entry.party.id, MatchKind::exact}};
    if (matcher_(entry.name, *given)) return {true, Match{entry.party.id, MatchKind::normalised}};
    if (std::any_of(entry.aliases.begin(), entry.aliases.end(),
                    [&](const NormalName& alias) { return matcher_(alias, *given); }))
      return {true, Match{entry.party.id, MatchKind::alias}};
  }
  return {};
}

}  // namespace tollgate::crossborder
