// CardTokens: the workload that makes the payment methods the payments will use, each of another
// card number.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/random.h"
#include "tests/bench/load/load_loop.h"
#include "tests/bench/load/request_writer.h"
#include "tests/bench/load/workload.h"

namespace tollgate::bench {

class CardTokens final : public Workload {
 public:
  // The writer must outlive this.
  CardTokens(RequestWriter& writer, Random& random, std::size_t count);

  bool next(std::string& out, Instant now) override;
  void answered(const Answer& answer, Instant started, Instant now) override;
  void lost() override { why_not_ = "a connection was lost"; }

  // The ids, or why they could not all be made.
  Result<std::vector<std::string>> take();

 private:
  RequestWriter& writer_;
  std::uint64_t first_card_;
  std::string run_;
  std::size_t count_;
  std::size_t sent_ = 0;
  std::vector<std::string> ids_;
  std::string why_not_;
};

// Makes that many as fast as they are answered; their ids.
Result<std::vector<std::string>> make_cards(LoadOptions load, std::size_t count,
                                            RequestWriter& writer);

}  // namespace tollgate::bench
