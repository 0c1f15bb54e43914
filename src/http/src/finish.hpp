// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "coded_bodies.hpp"
#include "haetae/http/router.hpp"
#include "haetae/wire/endpoint.hpp"
#include "haetae/wire/message.hpp"

#include <string>
#include <string_view>

namespace haetae::http {

/// Runs the row's handler, and answers 500 for it when it throws (logged as `handler_failed`).
[[nodiscard]] wire::Response call_handler(const wire::Endpoint& row, const wire::Request& request);

/// What http adds to a handler's answer: CORS of the row, an entity tag, 304 for a client that has
/// it already (RFC 9110 §13.1.2), compression of text (RFC 9110 §8.4). The cost of encoding falls
/// on the thread that calls.
void finish_answer(const wire::Endpoint& row, const wire::Request& request, BodyForms& forms,
                   wire::Response& response);

/// A short answer of the server itself, as plain text that reads well in a browser and harms no
/// JSON client, which looks at the status: "404 Not Found", and the request id where there is one.
[[nodiscard]] wire::Response plain_answer(int status, std::string_view request_id);

/// The answer when no row runs: 404, 405 with Allow, OPTIONS with Allow, or a CORS preflight
/// (Fetch standard, CORS-preflight request).
[[nodiscard]] wire::Response routed_answer(const Router::Found& found,
                                           const wire::Request& request);

/// Whether an If-None-Match value names the tag (weak comparison, RFC 9110 §8.8.3.2) or is `*`.
[[nodiscard]] bool none_match_fits(std::string_view if_none_match, std::string_view entity_tag);

}  // namespace haetae::http
