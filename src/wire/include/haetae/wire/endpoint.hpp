// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/message.hpp"

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace haetae::wire {

/// What a row demands of the caller. The handler enforces it; documentation and status read it.
enum class Auth { none, session, client, access_token, admin_key, rest_key };

/// Where the handler runs: `inline_` on the I/O thread (pure memory, microseconds), `blocking` on
/// the bounded pool (stores, password hashes, upstream calls).
enum class Cost { inline_, blocking };

/// The order in which a stampede is shed, most worthy first (requirement R9): each lane has its
/// own queue, so that one slow thing starves nothing else.
enum class Lane { session, passkey, password, sign_up, administration };

/// Cross-origin rule of a row (Fetch standard): `any` answers `Access-Control-Allow-Origin: *`
/// without credentials; `none` sends no header. Never `any` on the authorization endpoint.
enum class Cors { none, any };

struct Parameter {
  enum class In { query, form, query_or_form, header, path };
  std::string_view name;
  In in = In::query_or_form;
  bool required = false;
  std::string_view description;
};

using Handler = std::function<Response(const Request&)>;

/// One row: router, OpenAPI document, metrics and status page all read this.
/// Two rows never share method and path. HEAD is served by GET rows, OPTIONS by the router.
struct Endpoint {
  Method method = Method::get;
  /// An exact path. One that ends in '/' followed by '*' matches every path below it.
  std::string_view path;
  std::string_view summary;
  Handler handler;
  Auth auth = Auth::none;
  Cost cost = Cost::blocking;
  Lane lane = Lane::session;
  Cors cors = Cors::none;
  /// Largest body accepted, bytes; more is answered 413 before the handler runs.
  std::size_t body_max = 64 * 1024;
  /// Whether text answers may be compressed. Off for pages that mix secrets with what the client
  /// sent (BREACH).
  bool compress = false;
  std::vector<Parameter> parameters = {};
};

using Endpoints = std::vector<Endpoint>;

}  // namespace haetae::wire
