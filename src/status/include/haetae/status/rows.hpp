// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/endpoint.hpp"
#include "haetae/wire/json.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::status {

/// One thing that readiness depends on, and what to do when it is not there.
struct ReadyCheck {
  std::string name;
  bool ok = false;
  std::string advice;
};

struct StatusParts {
  /// Whether this address may read /metrics.
  std::function<bool(std::string_view address)> may_read_metrics;
  std::function<std::string()> metrics_text;
  /// With or without what only a front over several sites needs: that this one is no island.
  std::function<std::vector<ReadyCheck>(bool with_majority)> ready_checks;
  /// How this site stands among the others; what everybody may know.
  std::function<wire::Json()> standing;
  /// The OpenAPI document as text; made once all rows are known.
  std::function<std::shared_ptr<const std::string>()> openapi;
};

/// `/healthz` (the process answers), `/readyz` (it should get traffic; `/readyz/majority`:
/// and is no island), `/metrics`,
/// `/status.json` (how this site stands, for people and other programs), `/openapi.json`.
[[nodiscard]] wire::Endpoints status_rows(StatusParts given);

/// OpenAPI 3.1 of every row.
[[nodiscard]] std::string openapi_document(const wire::Endpoints& rows, std::string_view version,
                                           std::string_view server_url);

}  // namespace haetae::status
