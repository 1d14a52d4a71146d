#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::test {
namespace {

// About the size of a payment's JSON in the API.
std::string payment_json(const Payment& payment) {
  return R"({"id":")" + payment.id.str() + R"(","object":"payment","amount":)" +
         std::to_string(payment.amount.minor()) + R"(,"currency":"EUR","status":")" +
         std::string(to_text(payment.status)) +
         R"(","amount_authorized":0,"amount_captured":0,"amount_refunded":0,"capture_method":)"
         R"("automatic","merchant_reference":")" +
         payment.merchant_reference + R"(","customer":")" + payment.customer +
         R"(","description":")" + payment.description +
         R"(","card":{"brand":"visa","bin":"424242","last4":"4242","expiry_month":12,)"
         R"("expiry_year":2031},"risk":{"verdict":"allow","score":12,"reasons":["R205"]},)"
         R"("channel_account":"card_main","metadata":{"cart":"c-20931","shop":"north"},)"
         R"("created_at":"2026-11-21T12:30:00.123456Z","version":)" +
         std::to_string(payment.version) + "}";
}

}  // namespace

SampleMaker::SampleMaker(Random& random) : random_(random), merchant_(id<MerchantId>()) {}

Digest16 SampleMaker::digest() {
  Digest16 digest;
  random_.fill(digest);
  return digest;
}

Payment SampleMaker::payment() {
  now_ += Duration(1);  // ids in the order of making
  Payment payment(Money(1999, *Currency::parse("EUR")));
  payment.id = id<PaymentId>();
  payment.merchant_id = merchant_;
  payment.mode = Mode::test;
  payment.direction = PaymentDirection::payout;
  payment.merchant_reference = "order-" + to_base32(id<PaymentId>().uuid());
  payment.capture_method = CaptureMethod::automatic;
  payment.status = PaymentStatus::processing;
  payment.channel_account = "card_main";
  payment.method = "wallet";  // not what a column that was forgotten would give
  payment.payment_method = id<PaymentMethodId>();
  payment.card = {"visa", "424242", "4242", 12, 2031};
  payment.authentication = Authentication{
      "2.2.0", "Y", "05", "AAABBZEEBgAAAAAAAAQGAAAAAAA=", "c0a80101-5f2b-4a8b-9c3d-0123456789ab"};
  payment.counterparty = Party{"Zoë \"Z\" & Søn", "", "123-456.789", "CHASUS33", "US"};
  payment.purpose = "SUPP";
  payment.customer = "cus_5521889";
  payment.description = "Two tickets, row 14";
  payment.metadata = {{"cart", "c-20931"}, {"shop", "north"}};
  payment.risk = {"allow", 12, {"R205"}, R"({"bundle":"4f2a","fired":["R205"],"micros":61})"};
  payment.next_action = NextAction{NextActionKind::redirect_to_url,
                                   "https://wallet.example/pay?a=1&b='",
                                   "",
                                   {{"token", "t\\1"}},
                                   now_ + std::chrono::minutes(30)};
  payment.expires_at = now_ + std::chrono::minutes(30);
  payment.created_at = payment.updated_at = now_;
  return payment;
}

FxQuote SampleMaker::fx_quote() {
  Exchange promise(Money(1838, *Currency::parse("USD")), Money(12, *Currency::parse("USD")));
  promise.rate = "0.9215";
  promise.reference = "Q-20931";
  promise.expires_at = now_ + std::chrono::minutes(1);
  FxQuote quote(Money(1999, *Currency::parse("EUR")), promise);
  quote.id = id<FxQuoteId>();
  quote.merchant_id = merchant_;
  quote.mode = Mode::test;
  quote.channel_account = "card_main";  // as of its payments: they do not store it twice
  quote.method = "wallet";
  quote.kind = OperationKind::sale;
  quote.created_at = now_;
  return quote;
}

Operation SampleMaker::operation(const Payment& payment) {
  Operation operation(payment.amount);
  operation.id = id<OperationId>();
  operation.payment_id = payment.id;
  operation.merchant_id = payment.merchant_id;
  operation.kind = OperationKind::sale;
  operation.final_capture = false;
  operation.channel_account = payment.channel_account;
  operation.sequence = random_.next() % 1'000'000;
  operation.due_at = now_ + std::chrono::minutes(1);
  operation.created_at = operation.updated_at = now_;
  return operation;
}

Refund SampleMaker::refund(const Payment& payment) {
  now_ += Duration(1);
  Refund refund(Money(500, payment.amount.currency()));
  refund.id = id<RefundId>();
  refund.payment_id = payment.id;
  refund.merchant_id = payment.merchant_id;
  refund.mode = payment.mode;
  refund.status = RefundStatus::pending;
  refund.reason = "the payer's wish";
  refund.created_at = refund.updated_at = now_;
  return refund;
}

PaymentMethod SampleMaker::payment_method() {
  PaymentMethod method;
  method.id = id<PaymentMethodId>();
  method.merchant_id = merchant_;
  method.mode = Mode::test;
  method.card = {"visa", "424242", "4242", 12, 2031};
  method.fingerprint = "00ff";
  method.sealed = std::string("\x00\xff'\\ sealed", 12);
  method.created_at = now_;
  return method;
}

RequestRecord SampleMaker::request(bool with_key) {
  RequestRecord request;
  request.nonce_digest = digest();
  if (with_key) request.idempotency_digest = digest();
  random_.fill(request.fingerprint);
  request.merchant_id = merchant_;
  request.received_at = now_;
  return request;
}

Event SampleMaker::event(const Payment& payment, std::string_view type) {
  Event event;
  event.id = id<EventId>();
  event.payment_id = payment.id;
  event.merchant_id = payment.merchant_id;
  event.version = payment.version;
  event.type = type;
  event.occurred_at = payment.updated_at;
  event.data = payment_json(payment);
  return event;
}

Merchant SampleMaker::another_merchant() {
  return {id<MerchantId>(), "O'Neill & \\ Søn", false, now_};
}

ApiKey SampleMaker::api_key(MerchantId merchant, KeyKind kind) {
  ApiKey key;
  key.id = id<ApiKeyId>();
  key.merchant_id = merchant;
  key.mode = Mode::test;
  key.kind = kind;
  key.may_pay_out = true;
  key.material.resize(32);
  random_.fill({reinterpret_cast<std::uint8_t*>(key.material.data()), key.material.size()});
  key.valid_from = key.created_at = now_;
  return key;
}

Change SampleMaker::intent() {
  Change change;
  change.new_request = request();
  change.new_payment = payment();
  change.new_operation = operation(*change.new_payment);
  change.new_request->operation_id = change.new_operation->id;
  change.events.push_back(event(*change.new_payment, event_type::kPaymentCreated));
  return change;
}

Change SampleMaker::result_of(const Change& intent) {
  Change change;
  Payment& paid = change.changed_payment.emplace(*intent.new_payment);
  ++paid.version;
  paid.status = PaymentStatus::succeeded;
  paid.amount_authorized = paid.amount_captured = paid.amount.minor();
  paid.updated_at = now_;
  Operation& done = change.changed_operations.emplace_back(*intent.new_operation);
  ++done.revision;
  done.outcome.kind = OutcomeKind::approved;
  done.outcome.channel_reference = "831000123456";
  done.outcome.channel_code = "00";
  done.outcome.authorization_code = "A1B2C3";
  done.outcome.data = {{"stan", "004711"}, {"network_time", "1121123000"}};
  done.due_at.reset();
  done.updated_at = now_;
  change.answer = {*intent.new_request->idempotency_digest,
                   {201, "application/json", payment_json(paid)}};
  change.events.push_back(event(paid, event_type::kPaymentSucceeded));
  return change;
}

Change next_version(SampleMaker& make, Payment& payment) {
  ++payment.version;
  payment.updated_at = make.now();
  Change change;
  change.changed_payment = payment;
  change.events.push_back(make.event(payment, event_type::kPaymentProcessing));
  return change;
}

}  // namespace tollgate::test
