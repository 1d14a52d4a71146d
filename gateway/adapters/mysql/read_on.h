// read_on<T>(readers, read): awaits a read that runs on a thread of the pool, perhaps twice.
#pragma once

#include <memory>
#include <utility>

#include "gateway/adapters/mysql/await_completion.h"
#include "gateway/adapters/mysql/reader_pool.h"

namespace tollgate::mysql {

template <class T, class Read>
class ReadJob final : public ReaderPool::Job {
 public:
  ReadJob(Read read, Completion<Result<T>> done) : read_(std::move(read)), done_(std::move(done)) {}

  Reply<Nothing> run(Connection& connection) override {
    Reply<T> reply = read_(connection);
    if (!reply) return reply.failure();
    done_(Result<T>(std::move(*reply)));
    return Nothing{};
  }
  void fail(Error error) override { done_(Result<T>(std::move(error))); }

 private:
  Read read_;
  Completion<Result<T>> done_;
};

// `read(connection)` answers a Reply<T>.
template <class T, class Read>
Task<Result<T>> read_on(ReaderPool& readers, Read read) {
  auto start = [&readers, read = std::move(read)](Completion<Result<T>> done) mutable {
    readers.submit(std::make_unique<ReadJob<T, Read>>(std::move(read), std::move(done)));
  };
  return await_completion<Result<T>>(std::move(start));
}

}  // namespace tollgate::mysql
