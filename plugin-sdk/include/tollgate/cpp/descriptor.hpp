// Descriptor: what a channel says of itself, written with the comfort of C++; DescriptorTable
// lays it out for C. Made once per library, on the first call of its entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "tollgate/channel.h"
#include "tollgate/cpp/view.hpp"

namespace tollgate::sdk {

struct Support {
  tollgate_operation_kind kind;
  tollgate_recovery recovery;
  std::uint32_t flags = 0;           // TOLLGATE_NEEDS_CARD | ...
  std::uint32_t settle_time_ms = 0;  // TOLLGATE_RECOVERY_QUERYABLE only
};

struct CurrencyLimit {
  std::string_view currency;  // "EUR", or "*" for all that are not named
  std::int64_t minimum_minor;
  std::int64_t maximum_minor;
};

// All text must outlive the library's use: string literals.
struct Descriptor {
  std::string_view id;
  std::string_view name;
  std::string_view vendor;
  std::string_view version;
  std::vector<Support> operations;
  std::vector<std::string_view> methods;
  std::vector<CurrencyLimit> currencies;
  std::string_view settings_schema;
};

namespace detail {

class DescriptorTable {
 public:
  explicit DescriptorTable(const Descriptor& descriptor) {
    for (const auto& support : descriptor.operations) {
      supports_.push_back({sizeof(tollgate_support), support.kind, support.recovery,
                           support.settle_time_ms, support.flags, 0});
    }
    for (const auto& support : supports_) support_pointers_.push_back(&support);
    for (const auto method : descriptor.methods) methods_.push_back(to_c(method));
    for (const auto& limit : descriptor.currencies) {
      tollgate_currency_limit row{{}, 0, limit.minimum_minor, limit.maximum_minor};
      limit.currency.copy(row.currency, sizeof row.currency - 1);
      currencies_.push_back(row);
    }
    table_ = {sizeof table_,
              0,
              to_c(descriptor.id),
              to_c(descriptor.name),
              to_c(descriptor.vendor),
              to_c(descriptor.version),
              to_c(std::string_view(TOLLGATE_SDK_VERSION)),
              support_pointers_.data(),
              support_pointers_.size(),
              methods_.data(),
              methods_.size(),
              currencies_.data(),
              currencies_.size(),
              to_c(descriptor.settings_schema)};
  }
  DescriptorTable(const DescriptorTable&) = delete;  // its pointers point into itself
  DescriptorTable& operator=(const DescriptorTable&) = delete;

  const tollgate_descriptor* table() const { return &table_; }

 private:
  std::vector<tollgate_support> supports_;
  std::vector<const tollgate_support*> support_pointers_;
  std::vector<tollgate_view> methods_;
  std::vector<tollgate_currency_limit> currencies_;
  tollgate_descriptor table_{};
};

}  // namespace detail
}  // namespace tollgate::sdk
