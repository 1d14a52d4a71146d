// Task<T>: a coroutine of a use case. It runs on the gateway's workers and never blocks one.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace tollgate {

template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace tollgate
