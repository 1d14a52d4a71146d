// The contract of Store, EventSource and Directory: one suite that every implementation passes.
// Include it in one test file of an implementation and instantiate it:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, ::testing::Values(&make_memory_store));
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "gateway/app/ports/event_source.h"
#include "gateway/app/ports/store.h"
#include "gateway/base/random.h"
#include "tests/gateway/adapters/await_task.h"
#include "tests/gateway/adapters/same_rows.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::test {

// An empty store of its own for each test.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual Store& store() = 0;
  virtual EventSource& events() = 0;
  virtual Directory& directory() = 0;
};
using MakeStore = std::unique_ptr<StoreUnderTest> (*)();

class StoreContract : public ::testing::TestWithParam<MakeStore> {
 protected:
  StoreContract() : under_test_(GetParam()()), make_(random_) {}

  Store& store() { return under_test_->store(); }
  EventSource& events() { return under_test_->events(); }
  Directory& directory() { return under_test_->directory(); }
  SampleMaker& make() { return make_; }

  CommitStatus commit(Change change) { return await(store().commit(std::move(change))).status; }
  // All at once; how many ended with each status.
  std::map<CommitStatus, int> commit_all(std::vector<Change> changes) {
    std::vector<Task<CommitOutcome>> tasks;
    for (Change& change : changes) tasks.push_back(store().commit(std::move(change)));
    std::map<CommitStatus, int> counts;
    for (const CommitOutcome& outcome : await_all(std::move(tasks))) ++counts[outcome.status];
    return counts;
  }
  // The payment of a committed intent.
  Payment committed_payment() {
    Change change = make_.intent();
    Payment payment = *change.new_payment;
    EXPECT_EQ(commit(std::move(change)), CommitStatus::committed);
    return payment;
  }
  std::optional<Payment> load(PaymentId id) { return await(store().load_payment(id)).value(); }
  std::optional<RequestRecord> find_request(const Digest16& key) {
    return await(store().find_request(key)).value();
  }
  StreamCursors heads() { return events().stream_heads().value(); }
  std::size_t events_in_streams() {
    std::size_t total = 0;
    for (const auto& [stream, head] : heads()) total += head;
    return total;
  }

 private:
  SystemRandom random_;
  std::unique_ptr<StoreUnderTest> under_test_;
  SampleMaker make_;
};

}  // namespace tollgate::test

#include "tests/gateway/adapters/store_contract_commits.h"
#include "tests/gateway/adapters/store_contract_conflicts.h"
#include "tests/gateway/adapters/store_contract_directory.h"
#include "tests/gateway/adapters/store_contract_events.h"
#include "tests/gateway/adapters/store_contract_people.h"
#include "tests/gateway/adapters/store_contract_reads.h"
