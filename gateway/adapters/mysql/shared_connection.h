// SharedConnection: a connection for blocking calls from any thread, one at a time. It connects
// when first used, and a call that loses the connection is made once more on a new one.
#pragma once

#include <memory>
#include <mutex>

#include "gateway/adapters/mysql/reader_pool.h"

namespace tollgate::mysql {

class SharedConnection {
 public:
  explicit SharedConnection(ConnectionOptions options) : options_(std::move(options)) {}

  // `use(connection)` answers a Reply<T>; it may be called twice.
  template <class T, class Use>
  Reply<T> call(Use&& use) {
    const std::lock_guard lock(mutex_);
    return with_one_retry<T>(options_, connection_, use);
  }

 private:
  const ConnectionOptions options_;
  std::mutex mutex_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace tollgate::mysql
