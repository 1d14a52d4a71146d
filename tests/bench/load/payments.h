// Payments: the workload that is measured: POST /v1/payments with cards in turn, everything else
// unique. Answers before `begin` (warm-up) and after `end` are checked like the others but not
// counted.
#pragma once

#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gateway/base/id.h"
#include "tests/bench/load/request_writer.h"
#include "tests/bench/load/workload.h"

namespace tollgate::bench {

struct Tally {
  std::vector<std::uint32_t> latencies_us;  // of the good answers between begin and end
  std::map<int, std::uint64_t> wrong;       // by status; 201 that did not succeed too
  std::uint64_t lost = 0;
  std::string first_wrong;  // a body
  std::vector<Uuid> ids;    // of every good answer

  std::uint64_t errors() const;
  // How many answers have an id that another one has. Sorts ids.
  std::uint64_t repeated_ids();
};

struct PaymentWindow {
  Instant begin;
  Instant end;
  std::uint64_t payments_max = UINT64_MAX;  // sent in all
  std::function<void()> on_begin;           // called once, at the first event past it
  std::function<void()> on_end;
};

class Payments final : public Workload {
 public:
  // `cards` are payment method ids. The writer must outlive this.
  Payments(RequestWriter& writer, Random& random, std::vector<std::string> cards,
           PaymentWindow window);

  bool next(std::string& out, Instant now) override;
  void answered(const Answer& answer, Instant started, Instant now) override;
  void lost() override { ++tally_.lost; }

  Tally& tally() { return tally_; }

 private:
  void watch(Instant now);

  RequestWriter& writer_;
  std::vector<std::string> cards_;
  PaymentWindow window_;
  std::string run_;
  std::minstd_rand amounts_{1};
  std::uint64_t sent_ = 0;
  std::string body_;
  Tally tally_;
};

}  // namespace tollgate::bench
