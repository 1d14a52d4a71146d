// TextCopier: copies the texts of one answer of a plugin, and remembers whether one of them was out
// of bounds or held the card number that the plugin was shown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.h"
#include "tollgate/value.h"

namespace tollgate::channel {

class TextCopier {
 public:
  // Borrows the number; empty: there is none.
  explicit TextCopier(std::string_view card_number) : card_number_(card_number) {}

  enum class Excess { is_a_fault, is_cut };

  std::string copy(tollgate_view view, std::size_t most, Excess excess);
  // For what must arrive as it is: a character that is not fit for it is a fault as well.
  std::string copy_exactly(tollgate_view view, std::size_t most);

  bool oversize() const { return oversize_; }
  bool leaks() const { return leaks_; }
  bool unclean() const { return unclean_; }

 private:
  std::string_view card_number_;
  bool oversize_ = false;
  bool leaks_ = false;
  bool unclean_ = false;
};

// At most TOLLGATE_DATA_MAX pairs, each key once. Errors as in step_reader.h.
Status read_data(const tollgate_pair* data, std::size_t count, std::size_t value_bytes_max,
                 TextCopier& texts, std::vector<std::pair<std::string, std::string>>& into);

}  // namespace tollgate::channel
