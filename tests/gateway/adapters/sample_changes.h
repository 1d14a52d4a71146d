// Sample payments and the changes they go through, for the tests and benchmarks of the stores. The
// texts are as long as those of an automatic-capture card payment through the API.
#pragma once

#include "gateway/app/ports/change.h"
#include "gateway/app/ports/directory.h"

namespace tollgate::test {

class SampleMaker {
 public:
  explicit SampleMaker(Random& random);

  MerchantId merchant() const { return merchant_; }
  Timestamp now() const { return now_; }
  void advance(Duration by) { now_ += by; }

  Payment payment();  // version 1, processing
  FxQuote fx_quote();
  Operation operation(const Payment& payment);  // revision 1, a sale due in a minute
  Refund refund(const Payment& payment);        // version 1, pending
  PaymentMethod payment_method();
  RequestRecord request(bool with_key = true);
  Event event(const Payment& payment, std::string_view type);
  Merchant another_merchant();
  ApiKey api_key(MerchantId merchant, KeyKind kind);
  Digest16 digest();

  // Commit 1 of a card payment: request, payment, operation, event.
  Change intent();
  // Commit 2: what the channel approved, and the answer to the client.
  Change result_of(const Change& intent);

  template <class AnyId>
  AnyId id() {
    return AnyId::make(now_, random_);
  }

 private:
  Random& random_;
  MerchantId merchant_;
  // A time with microseconds: a store must keep them.
  Timestamp now_ = from_unix_micros(1'795'000'000'123'456);
};

// The change of a payment that only moves its version on, with its event.
Change next_version(SampleMaker& make, Payment& payment);

}  // namespace tollgate::test
