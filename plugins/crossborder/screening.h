// Screening: whether a party of a payment is on a list of those who must not be paid or take part.
// Immutable once made: safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/crossborder/name.h"

namespace tollgate::crossborder {

struct ListedParty {
  std::string id;  // the list's own, for the record: "OFAC-12345"
  std::string name;
  std::vector<std::string> aliases;
};

enum class MatchKind {
  exact,       // letter for letter
  normalised,  // without case, accents, punctuation and the order of words
  alias        // another name of the same party, normalised
};
std::string_view to_text(MatchKind kind);

struct Match {
  std::string id;
  MatchKind kind = MatchKind::exact;
};

// Whether two normalised names may be one party's. A matcher that forgives more (spelling, sound,
// transliteration) is another function of this shape.
using NameMatcher = bool (*)(const NormalName& listed, const NormalName& given);

class Screening {
 public:
  // Nothing, with a sentence in `problem`, when a listed name cannot be compared with anything.
  static std::optional<Screening> make(std::vector<ListedParty> list, std::string& problem,
                                       NameMatcher matcher = &same_name);

  // The first party of the list whose name this is.
  struct Finding {
    bool comparable = true;  // false: the name cannot be judged, and must not pass
    std::optional<Match> match;
  };
  Finding find(std::string_view name) const;

 private:
  struct Entry {
    ListedParty party;
    NormalName name;
    std::vector<NormalName> aliases;
  };

  explicit Screening(NameMatcher matcher) : matcher_(matcher) {}

  std::vector<Entry> entries_;
  NameMatcher matcher_;
};

}  // namespace tollgate::crossborder
