// Runs tasks to their end on an executor of the test's own.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "gateway/app/task.h"
#include "gateway/base/check.h"

namespace tollgate::test {

// The results of all, which run at the same time, in the order of the tasks.
template <class T>
std::vector<T> await_all(std::vector<Task<T>> tasks) {
  boost::asio::io_context context(1);
  std::vector<std::optional<T>> results(tasks.size());
  const auto keep = [](Task<T> task, std::optional<T>& result) -> Task<void> {
    result.emplace(co_await std::move(task));
  };
  for (std::size_t i = 0; i < tasks.size(); ++i)
    boost::asio::co_spawn(context, keep(std::move(tasks[i]), results[i]), boost::asio::detached);
  context.run();
  std::vector<T> values;
  for (auto& result : results) {
    CHECK(result.has_value());
    values.push_back(std::move(*result));
  }
  return values;
}

template <class T>
T await(Task<T> task) {
  std::vector<Task<T>> one;
  one.push_back(std::move(task));
  return std::move(await_all(std::move(one)).front());
}

}  // namespace tollgate::test
