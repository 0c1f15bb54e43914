// SPDX-License-Identifier: Apache-2.0
#pragma once

// Boost 1.74 uses std::exchange without including it.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <utility>  // IWYU pragma: keep

// g++ 12 frees twice what a lambda captured when the lambda is written inside a co_await
// expression: name it first, or write a struct.
namespace haetae::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
/// The concrete executor: the type-erased default costs an allocation per operation.
using Executor = asio::io_context::executor_type;
template <class T>
using Task = asio::awaitable<T, Executor>;
using Await = asio::use_awaitable_t<Executor>;
inline constexpr Await kAwait{};
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

}  // namespace haetae::http
