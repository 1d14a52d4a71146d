// Holds docs/event-schemas/payment.schema.json and what the gateway writes together, in both
// directions: a member that the schema does not name is as wrong as one that is missing.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "gateway/app/payment_json.h"

namespace tollgate {
namespace {

using Json = nlohmann::json;

// The part of JSON Schema that the file uses; an unknown keyword is a failure, not a pass.
class SchemaCheck {
 public:
  explicit SchemaCheck(const Json& root) : root_(root) {}

  // Empty when the value holds; otherwise the first thing wrong, with its place.
  std::string check(const Json& schema, const Json& value, const std::string& place) const {
    for (const auto& [keyword, rule] : schema.items()) {
      auto wrong = check_keyword(keyword, rule, schema, value, place);
      if (!wrong.empty()) return wrong;
    }
    return "";
  }

 private:
  std::string check_keyword(const std::string& keyword, const Json& rule, const Json& schema,
                            const Json& value, const std::string& place) const {
    const auto verdict = [&](bool holds) {
      return holds ? "" : place + " breaks " + keyword + " " + rule.dump() + ": " + value.dump();
    };
    if (keyword.starts_with("$ref"))
      return check(root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), value, place);
    if (keyword == "type") return verdict(has_type(rule, value));
    if (keyword == "enum") return verdict(std::find(rule.begin(), rule.end(), value) != rule.end());
    if (keyword == "const") return verdict(rule == value);
    if (keyword == "pattern")
      return verdict(!value.is_string() || std::regex_search(value.get<std::string>(),
                                                             std::regex(rule.get<std::string>())));
    if (keyword == "minimum") return verdict(value >= rule);
    if (keyword == "maximum") return verdict(value <= rule);
    if (keyword == "maxLength") return verdict(value.get<std::string>().size() <= rule);
    if (keyword == "maxProperties") return verdict(value.size() <= rule);
    if (keyword == "required")
      return verdict(std::all_of(rule.begin(), rule.end(), [&](const Json& name) {
        return value.contains(name.get<std::string>());
      }));
    if (keyword == "properties") return check_members(rule, value, place);
    if (keyword == "items" || keyword == "additionalProperties") {
      for (const auto& item : value)
        if (auto wrong = check(rule, item, place + "[]"); !wrong.empty()) return wrong;
      return "";
    }
    if (keyword == "anyOf")
      return verdict(std::any_of(rule.begin(), rule.end(), [&](const Json& choice) {
        return check(choice, value, place).empty();
      }));
    if (keyword == "format" || keyword == "description" || keyword == "title" ||
        keyword == "$schema" || keyword == "$id" || keyword == "$defs")
      return "";
    return "the schema uses " + keyword + ", which this test does not know: " + schema.dump();
  }

  std::string check_members(const Json& properties, const Json& value,
                            const std::string& place) const {
    for (const auto& [name, member] : value.items()) {
      std::string member_place = place;
      member_place.append(".").append(name);
      if (!properties.contains(name)) return member_place + " is not in the schema";
      if (auto wrong = check(properties.at(name), member, member_place); !wrong.empty())
        return wrong;
    }
    return "";
  }

  static bool has_type(const Json& rule, const Json& value) {
    if (rule.is_array())
      return std::any_of(rule.begin(), rule.end(),
                         [&](const Json& one) { return has_type(one, value); });
    if (rule == "integer") return value.is_number_integer();
    return value.type_name() == rule.get<std::string>();
  }

  const Json& root_;
};

class EventSchema : public testing::Test {
 protected:
  EventSchema() {
    std::ifstream file(std::string(TOLLGATE_SOURCE_DIR) +
                       "/docs/event-schemas/payment.schema.json");
    schema_ = Json::parse(file);
    payment_.id = PaymentId::make(SystemClock().now(), random_);
    payment_.merchant_id = MerchantId::make(SystemClock().now(), random_);
    payment_.payment_method = PaymentMethodId::make(SystemClock().now(), random_);
    payment_.mode = Mode::test;
    payment_.status = PaymentStatus::succeeded;
    payment_.capture_method = CaptureMethod::automatic;
    payment_.created_at = payment_.updated_at = SystemClock().now();
  }

  std::string wrong_with(const Json& data) const {
    return SchemaCheck(schema_).check(schema_, data, "data");
  }
  Json data(const Refund* refund = nullptr) const {
    return Json::parse(event_data_json(payment_, refund));
  }

  SystemRandom random_;
  Json schema_;
  Payment payment_{Money(1999, *Currency::parse("EUR"))};
};

TEST_F(EventSchema, DescribesAPaymentWithAsLittleAsPossible) { EXPECT_EQ(wrong_with(data()), ""); }

TEST_F(EventSchema, DescribesAPayoutAndItsPartyAndNothingWithoutEither) {
  payment_.direction = PaymentDirection::payout;
  payment_.method = "bank_transfer";
  EXPECT_EQ(wrong_with(data()), "");
  payment_.counterparty = Party{"Ada", "GB29NWBK60161331926819", "", "NWBKGB2L", "GB"};
  payment_.purpose = "SUPP";
  EXPECT_EQ(wrong_with(data()), "");
  payment_.direction = PaymentDirection::payment;
  EXPECT_EQ(wrong_with(data()), "");
  EXPECT_NE(wrong_with(Json::object()), "");
}

TEST_F(EventSchema, DescribesAPaymentAndARefundWithEverything) {
  payment_.merchant_reference = "order-1";
  payment_.reason = "insufficient_funds";
  payment_.channel_account = "card-eu";
  payment_.card = {"visa", "411111", "1111", 12, 2030};
  payment_.customer = "c-1";
  payment_.description = "One book";
  payment_.metadata = {{"shelf", "7"}};
  payment_.risk = {"challenge", 55, {"R101"}, ""};
  payment_.amount_disputed = 1;
  payment_.amount_reversed = 2;
  payment_.status = PaymentStatus::requires_action;
  payment_.expires_at = SystemClock().now();
  payment_.next_action = NextAction{NextActionKind::three_ds_challenge,
                                    "https://acs.example/",
                                    "qr",
                                    {{"creq", "abc"}},
                                    SystemClock().now()};
  Exchange promise(Money(1838, *Currency::parse("USD")), Money(12, *Currency::parse("USD")));
  promise.rate = "0.9215";
  payment_.fx_quote.emplace(payment_.amount, promise);
  payment_.fx_quote->id = FxQuoteId::make(SystemClock().now(), random_);
  payment_.exchange = promise;
  Refund refund(Money(500, *Currency::parse("EUR")));
  refund.exchange = promise;
  refund.id = RefundId::make(SystemClock().now(), random_);
  refund.payment_id = payment_.id;
  refund.status = RefundStatus::failed;
  refund.reason = "damaged";
  refund.failure_code = "expired_card";
  refund.created_at = refund.updated_at = SystemClock().now();
  EXPECT_EQ(wrong_with(data(&refund)), "");
}

TEST_F(EventSchema, NoticesWhatDoesNotFit) {
  auto changed = data();
  changed["payment"]["amount"] = "19.99";
  EXPECT_NE(wrong_with(changed), "");
  changed = data();
  changed["payment"]["surprise"] = 1;
  EXPECT_NE(wrong_with(changed), "");
  changed = data();
  changed["payment"].erase("version");
  EXPECT_NE(wrong_with(changed), "");
  changed = data();
  changed["payment"]["status"] = "unknown";
  EXPECT_NE(wrong_with(changed), "");
}

}  // namespace
}  // namespace tollgate
