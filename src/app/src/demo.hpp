// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/web/rows.hpp"
#include "haetae/wire/endpoint.hpp"
#include "services.hpp"

#include <cstdint>
#include <functional>

namespace haetae::app {

/// Makes the app and the person of the demo, or finds those that are there. Only with dev = true.
[[nodiscard]] base::Outcome<web::DemoFacts, StartError> ensure_demo(Services& services);

/// Imports the sample of public places where no address data is in force.
[[nodiscard]] base::Outcome<void, StartError> ensure_sample(Services& services);

struct DemoParts {
  const Services& services;  ///< outlives the rows
  web::DemoFacts facts;
  std::function<std::uint16_t()> port;  ///< where this server listens, asked at each call
};

/// A made-up site at /demo that signs people in as any site would: over HTTP, with the keys of an
/// app, by Kakao's paths. What it knows of a visitor is sealed in their browser.
[[nodiscard]] wire::Endpoints demo_rows(DemoParts parts);

}  // namespace haetae::app
