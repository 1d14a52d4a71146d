// The channel of the crash campaign's bank (bank.py): HTTP and JSON. Built twice, because a channel
// declares how its operations are recovered: once it can be asked (queryable), in Swedish crowns;
// once nothing is safe (none), in Norwegian ones. The bank does whatever it is sent as often as it
// is sent, so that a gateway which sends again is found out.
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "tollgate/channel.hpp"

namespace {

using namespace tollgate::sdk;

constexpr std::uint32_t kTimeoutMs = 1000;

// The text of a member; empty when there is none, or no JSON at all.
std::string text_of(std::string_view json, const char* name) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  const auto found = parsed.is_object() ? parsed.find(name) : parsed.end();
  return found != parsed.end() && found->is_string() ? found->get<std::string>() : std::string();
}

class BankChannel final : public Channel {
 public:
  static std::unique_ptr<BankChannel> create(std::string_view settings, std::string& problem) {
    auto channel = std::make_unique<BankChannel>();
    channel->url_ = text_of(settings, "url");
    if (channel->url_.empty()) problem = "The setting url is missing.";
    return problem.empty() ? std::move(channel) : nullptr;
  }

  Operation authorize(Request request) const override { return perform(request, "authorize"); }
  Operation sale(Request request) const override { return perform(request, "sale"); }
  Operation capture(Request request) const override { return perform(request, "capture"); }
  Operation void_original(Request request) const override { return perform(request, "reverse"); }
  Operation refund(Request request) const override { return perform(request, "refund"); }
  Operation payout(Request request) const override { return perform(request, "payout"); }

  Operation query(Request request) const override {
    Http question("GET", url_ + "/operations/" + std::string(request.original->operation_id), "");
    question.timeout_ms = kTimeoutMs;
    const Reply reply = co_await std::move(question);
    if (!reply.ok()) co_return Outcome::of_wire(reply);
    if (reply.http_status == 404)
      co_return Outcome::not_sent("not_found", "The bank does not know the operation.");
    co_return outcome_of(reply);
  }

 private:
  static Outcome outcome_of(const Reply& reply) {
    const std::string result = text_of(reply.body, "result");
    if (reply.http_status == 200 && result == "approved")
      return Outcome::approved(text_of(reply.body, "reference"));
    if (reply.http_status == 200 && result == "declined")
      return Outcome::declined(TOLLGATE_CODE_INSUFFICIENT_FUNDS, "The bank says no.");
    return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "The bank's answer cannot be read.");
  }

  Operation perform(Request request, std::string_view kind) const {
    nlohmann::json body = {
        {"operation_id", request.operation_id}, {"kind", kind}, {"amount", request.amount.minor}};
    if (request.original) body["original"] = request.original->operation_id;
    Http order("POST", url_ + "/operations", body.dump());
    order.timeout_ms = kTimeoutMs;
    order.add_header("content-type", "application/json");
    const Reply reply = co_await std::move(order);
    if (!reply.ok()) co_return Outcome::of_wire(reply);
    co_return outcome_of(reply);
  }

  std::string url_;
};

Descriptor bank_descriptor() {
  constexpr std::uint32_t kParts = TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE;
  constexpr std::uint32_t kSettledAfterMs = 1500;
#ifdef TOLLGATE_BANK_CAN_BE_ASKED
  constexpr auto kRecovery = TOLLGATE_RECOVERY_QUERYABLE;
  constexpr std::string_view kCurrency = "SEK";
#else
  constexpr auto kRecovery = TOLLGATE_RECOVERY_NONE;
  constexpr std::string_view kCurrency = "NOK";
#endif
  return {
      .id = "test.bank",
      .name = "The crash campaign's bank",
      .vendor = "Tollgate",
      .version = "0.1.0",
      .operations = {{TOLLGATE_OPERATION_AUTHORIZE, kRecovery, 0, kSettledAfterMs},
                     {TOLLGATE_OPERATION_SALE, kRecovery, 0, kSettledAfterMs},
                     {TOLLGATE_OPERATION_CAPTURE, kRecovery, kParts, kSettledAfterMs},
                     {TOLLGATE_OPERATION_VOID, kRecovery, 0, kSettledAfterMs},
                     {TOLLGATE_OPERATION_REFUND, kRecovery, kParts, kSettledAfterMs},
                     {TOLLGATE_OPERATION_PAYOUT, kRecovery, 0, kSettledAfterMs},
                     {TOLLGATE_OPERATION_QUERY, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE}},
      .methods = {"card", "bank_transfer"},
      .currencies = {{kCurrency, 1, 999'999'999'999}},
      .settings_schema = R"({"type": "object", "properties": {"url": {"type": "string"}}})",
  };
}

}  // namespace

TOLLGATE_CHANNEL(BankChannel, bank_descriptor())
