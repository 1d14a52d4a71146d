#include "gateway/adapters/channel/descriptor_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "gateway/adapters/channel/contract.h"

namespace tollgate::channel {
namespace {

constexpr std::size_t kListMax = 512;        // operations, methods, currencies
constexpr std::size_t kTextMax = 256;        // names
constexpr std::size_t kIdMax = 64;           // as the contract says
constexpr std::size_t kSchemaMax = 1 << 18;  // bytes of the settings' JSON Schema

static_assert(static_cast<int>(OperationKind::authorize) == TOLLGATE_OPERATION_AUTHORIZE);
static_assert(static_cast<int>(OperationKind::sale) == TOLLGATE_OPERATION_SALE);
static_assert(static_cast<int>(OperationKind::capture) == TOLLGATE_OPERATION_CAPTURE);
static_assert(static_cast<int>(OperationKind::void_payment) == TOLLGATE_OPERATION_VOID);
static_assert(static_cast<int>(OperationKind::refund) == TOLLGATE_OPERATION_REFUND);
static_assert(static_cast<int>(OperationKind::query) == TOLLGATE_OPERATION_QUERY);
static_assert(static_cast<int>(OperationKind::payout) == TOLLGATE_OPERATION_PAYOUT);
static_assert(static_cast<int>(OperationKind::quote) == TOLLGATE_OPERATION_QUOTE);
static_assert(static_cast<int>(Recovery::none) == TOLLGATE_RECOVERY_NONE);
static_assert(static_cast<int>(Recovery::idempotent_by_reference) ==
              TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE);
static_assert(static_cast<int>(Recovery::queryable) == TOLLGATE_RECOVERY_QUERYABLE);
static_assert(static_cast<int>(Recovery::reversible) == TOLLGATE_RECOVERY_REVERSIBLE);

Error unusable(std::string sentence) {
  return {ErrorCode::invalid_argument, std::move(sentence),
          "run channel-check on it and ask its vendor for a mended build"};
}

bool has_text(tollgate_view view, std::size_t least, std::size_t most) {
  return view.size >= least && is_text(view, most);
}

std::string copy(tollgate_view view) {
  return view.size == 0 ? std::string() : std::string(view.data, view.size);
}

bool is_id(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

Status read_operation(const tollgate_support* support, PluginDescription& into) {
  if (support == nullptr || support->size < sizeof(tollgate_support))
    return unusable("describes an operation with too small a struct");
  if (support->recovery < TOLLGATE_RECOVERY_NONE ||
      support->recovery > TOLLGATE_RECOVERY_REVERSIBLE)
    return unusable(fmt::format("declares an unknown way of recovery: {}", support->recovery));
  // Session operations, and kinds younger than this host: never asked for through the port.
  if (support->kind <= TOLLGATE_OPERATION_UNKNOWN || support->kind > TOLLGATE_OPERATION_QUOTE)
    return ok_status();
  const auto kind = static_cast<OperationKind>(support->kind);
  ChannelTraits& traits = into.traits;
  if (traits.supports(kind))
    return unusable(fmt::format("describes the operation {} twice", to_text(kind)));
  traits.operations.push_back(kind);
  traits.recovery.emplace_back(kind, static_cast<Recovery>(support->recovery));
  if ((support->flags & TOLLGATE_NEEDS_CARD) != 0) traits.needs_card.push_back(kind);
  const bool partial = (support->flags & TOLLGATE_TAKES_PARTIAL) != 0;
  const bool multiple = (support->flags & TOLLGATE_TAKES_MULTIPLE) != 0;
  if (kind == OperationKind::capture) traits.partial_capture = partial;
  if (kind == OperationKind::capture) traits.multiple_capture = multiple;
  if (kind == OperationKind::void_payment) traits.partial_void = partial;
  if (kind == OperationKind::refund) traits.partial_refund = partial;
  traits.query_settle_time =
      std::max(traits.query_settle_time, std::chrono::milliseconds(support->settle_time_ms));
  return ok_status();
}

Status read_currency(const tollgate_currency_limit& limit, PluginDescription& into) {
  const std::string code(limit.currency, ::strnlen(limit.currency, sizeof limit.currency));
  const auto currency = Currency::parse(code);
  if (!currency && code != "*")
    return unusable("takes a currency that is not a code of ISO 4217 nor \"*\"");
  if (limit.minimum_minor < 0 || limit.maximum_minor < limit.minimum_minor ||
      limit.maximum_minor > Money::kMinorMax)
    return unusable(fmt::format("has impossible limits for the currency {}", code));
  into.limits.push_back({code, limit.minimum_minor, limit.maximum_minor});
  into.traits.limits.push_back({currency, limit.minimum_minor, limit.maximum_minor});
  if (currency) into.traits.currencies.push_back(*currency);
  return ok_status();
}

Status read_lists(const tollgate_descriptor& descriptor, PluginDescription& into) {
  const auto bad = [](const void* list, std::size_t count) {
    return list == nullptr || count == 0 || count > kListMax;
  };
  if (bad(descriptor.operations, descriptor.operation_count) ||
      bad(descriptor.methods, descriptor.method_count) ||
      bad(descriptor.currencies, descriptor.currency_count))
    return unusable("has a descriptor without operations, methods or currencies");
  for (std::size_t i = 0; i < descriptor.operation_count; ++i)
    if (auto status = read_operation(descriptor.operations[i], into); !status) return status;
  for (std::size_t i = 0; i < descriptor.currency_count; ++i)
    if (auto status = read_currency(descriptor.currencies[i], into); !status) return status;
  for (std::size_t i = 0; i < descriptor.method_count; ++i) {
    if (!has_text(descriptor.methods[i], 1, kTextMax))
      return unusable("names an unreadable method");
    into.traits.methods.push_back(copy(descriptor.methods[i]));
  }
  // "*" takes every currency, which the traits say with an empty list.
  for (const auto& limit : into.limits)
    if (limit.currency == "*") into.traits.currencies.clear();
  return ok_status();
}

}  // namespace

const PluginDescription::CurrencyLimit* PluginDescription::limit_of(Currency currency) const {
  const CurrencyLimit* rest = nullptr;
  for (const auto& limit : limits) {
    if (limit.currency == currency.code()) return &limit;
    if (limit.currency == "*") rest = &limit;
  }
  return rest;
}

Result<PluginDescription> read_descriptor(const tollgate_descriptor* descriptor) {
  if (descriptor == nullptr || descriptor->size < sizeof(tollgate_descriptor))
    return unusable(fmt::format("has a descriptor of {} bytes where ABI version {} has {}",
                                descriptor == nullptr ? 0 : descriptor->size, TOLLGATE_ABI_VERSION,
                                sizeof(tollgate_descriptor)));
  if (!has_text(descriptor->id, 1, kIdMax) || !has_text(descriptor->name, 1, kTextMax) ||
      !has_text(descriptor->vendor, 0, kTextMax) || !has_text(descriptor->version, 1, kTextMax) ||
      !has_text(descriptor->sdk_version, 0, kTextMax) ||
      !has_text(descriptor->settings_schema, 0, kSchemaMax))
    return unusable("has a descriptor with an empty or oversize name, version or schema");
  PluginDescription into;
  into.id = copy(descriptor->id);
  if (!is_id(into.id)) return unusable("has an id with other characters than a-z 0-9 . _ -");
  into.name = copy(descriptor->name);
  into.vendor = copy(descriptor->vendor);
  into.version = copy(descriptor->version);
  into.sdk_version = copy(descriptor->sdk_version);
  into.settings_schema = copy(descriptor->settings_schema);
  into.traits.channel = into.id;
  if (auto status = read_lists(*descriptor, into); !status) return std::move(status).error();
  return into;
}

}  // namespace tollgate::channel
