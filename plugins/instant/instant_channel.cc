// A channel that answers at once, without any message: for benchmarks, which then measure the
// gateway alone, and for a first payment on a machine with no network.
//
// An amount that ends in 05 minor units is declined with insufficient_funds; all else is approved.
#include <memory>
#include <string>
#include <string_view>

#include "tollgate/channel.hpp"

namespace {

using namespace tollgate::sdk;

class InstantChannel final : public Channel {
 public:
  static std::unique_ptr<InstantChannel> create(std::string_view, std::string&) {
    return std::make_unique<InstantChannel>();
  }

  Operation authorize(Request request) const override { return answer(request); }
  Operation sale(Request request) const override { return answer(request); }
  Operation capture(Request request) const override { return follow_up(request); }
  Operation void_original(Request request) const override { return follow_up(request); }
  Operation refund(Request request) const override { return follow_up(request); }

 private:
  static Operation follow_up(Request request) {
    return request.original ? answer(request) : unusable();
  }
  static Operation unusable() {
    co_return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST, "The operation names no original.");
  }
  static Operation answer(Request request) {
    if (request.amount.minor % 100 == 5) {
      co_return Outcome::declined(TOLLGATE_CODE_INSUFFICIENT_FUNDS, "The amount ends in 05.");
    }
    co_return Outcome::approved("instant_" + std::string(request.operation_id));
  }
};

// The answer is a function of the request alone: asking twice has the effect of asking once.
Descriptor instant_descriptor() {
  constexpr auto kIdempotent = TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE;
  constexpr auto kAnyTimes = TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE;
  return {
      .id = "tollgate.instant",
      .name = "Instant (answers by itself)",
      .vendor = "Tollgate",
      .version = "0.1.0",
      .operations = {{TOLLGATE_OPERATION_AUTHORIZE, kIdempotent},
                     {TOLLGATE_OPERATION_SALE, kIdempotent},
                     {TOLLGATE_OPERATION_CAPTURE, kIdempotent, kAnyTimes},
                     {TOLLGATE_OPERATION_VOID, kIdempotent},
                     {TOLLGATE_OPERATION_REFUND, kIdempotent, kAnyTimes}},
      .methods = {"card", "instant"},
      .currencies = {{"*", 1, 9'007'199'254'740'991}},
      .settings_schema = R"({"type": "object", "properties": {}, "additionalProperties": false})",
  };
}

}  // namespace

TOLLGATE_CHANNEL(InstantChannel, instant_descriptor())
