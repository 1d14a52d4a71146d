#include "plugins/wallet/notice.h"

#include "plugins/wallet/amount.h"
#include "plugins/wallet/form.h"

namespace tollgate::wallet {
namespace {

using sdk::Outcome;
using sdk::Reading;
using sdk::Report;

constexpr unsigned kYuanExponent = 2;
constexpr tollgate_money kYuan = {0, "CNY", 156, kYuanExponent};

Reading refused(std::string sentence) {
  return Reading::refused(std::move(sentence)).answered(401, "text/plain", "fail");
}

std::optional<Report> report_of(const Parameters& told) {
  const std::string_view status = value_of(told, "trade_status");
  const std::string order(value_of(told, "out_trade_no"));
  // What was given back is told by the refund's own answer; here it stands as a sum of all refunds.
  const bool about_refund =
      !value_of(told, "refund_fee").empty() || !value_of(told, "gmt_refund").empty();
  if (about_refund || order.empty()) return std::nullopt;
  if (status == "TRADE_CLOSED")
    return Report::of_outcome(
        order, Outcome::declined("order_closed", "The order was closed before it was paid."));
  if (status != "TRADE_SUCCESS" && status != "TRADE_FINISHED") return std::nullopt;
  const auto minor = minor_of(value_of(told, "total_amount"), kYuanExponent);
  if (!minor) return std::nullopt;
  Report report =
      Report::of_outcome(order, Outcome::approved(std::string(value_of(told, "trade_no"))));
  report.amount = kYuan;
  report.amount->minor = *minor;
  return report;
}

}  // namespace

Reading read_notice(const Settings& settings, const sdk::Notification& notification) {
  auto told = decode_form(notification.body);
  if (!told) return refused("Its body is not a form, or has a parameter twice.");
  const std::string sign(value_of(*told, "sign"));
  if (sign.empty()) return refused("It has no sign.");
  if (value_of(*told, "sign_type") != "RSA2") return refused("Its sign_type is not RSA2.");
  told->erase("sign");
  told->erase("sign_type");
  if (!settings.wallet_public_key.verifies(signed_text(*told), sign))
    return refused("Its sign does not hold.");
  if (value_of(*told, "app_id") != settings.app_id)
    return refused("It is for another application of the wallet.");
  const std::string event(value_of(*told, "notify_id"));
  if (event.empty() || event.size() > TOLLGATE_NOTIFICATION_EVENT_ID_MAX)
    return refused("It has no notify_id, or a too long one.");
  std::vector<Report> reports;
  if (auto report = report_of(*told)) reports.push_back(std::move(*report));
  return Reading::accepted(event, std::move(reports)).answered(200, "text/plain", "success");
}

}  // namespace tollgate::wallet
