#include "tests/simulation/accounts.h"

namespace tollgate::simulation {
namespace {

using enum OperationKind;

ChannelTraits make_traits(std::string_view name, Recovery charges, Recovery rest) {
  ChannelTraits traits;
  traits.channel = name;
  traits.operations = {authorize, sale, capture, void_payment, refund, query, payout};
  traits.needs_card = {authorize, sale};
  traits.methods = {"card", "bank_transfer"};
  traits.partial_capture = true;
  traits.multiple_capture = true;
  traits.partial_void = true;
  traits.partial_refund = true;
  traits.query_settle_time = std::chrono::seconds(60);
  traits.recovery = {{authorize, charges}, {sale, charges}, {capture, rest},
                     {void_payment, rest}, {refund, rest},  {payout, charges}};
  return traits;
}

ChannelTraits card() {
  ChannelTraits traits =
      make_traits("card", Recovery::reversible, Recovery::idempotent_by_reference);
  traits.operations = {authorize, sale, capture, void_payment, refund, payout};
  traits.recovery[4].second = Recovery::reversible;  // refunds
  traits.needs_card = traits.operations;
  return traits;
}

ChannelTraits wallet() {
  ChannelTraits traits = make_traits("wallet", Recovery::queryable, Recovery::queryable);
  traits.partial_void = false;
  traits.recovery[3].second = Recovery::idempotent_by_reference;  // voids
  return traits;
}

ChannelTraits bank() {
  ChannelTraits traits = make_traits("bank", Recovery::none, Recovery::none);
  traits.operations = {authorize, sale, capture, refund, payout};
  traits.multiple_capture = false;
  traits.partial_void = false;
  return traits;
}

ChannelTraits transfer() {
  ChannelTraits traits =
      make_traits("transfer", Recovery::idempotent_by_reference, Recovery::idempotent_by_reference);
  traits.partial_capture = false;
  traits.multiple_capture = false;
  return traits;
}

}  // namespace

const ChannelTraits* traits_of(std::string_view account) {
  static const std::array<ChannelTraits, kAccounts.size()> all = {card(), wallet(), bank(),
                                                                  transfer()};
  for (std::size_t i = 0; i < kAccounts.size(); ++i)
    if (kAccounts[i] == account) return &all[i];
  return nullptr;
}

}  // namespace tollgate::simulation
