// Task<T>: a coroutine of a use case. It runs on the gateway's workers and never blocks one.
#pragma once

#include <utility>  // Asio 1.74 uses std::exchange without including it

#include <boost/asio/awaitable.hpp>

namespace tollgate {

template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace tollgate
