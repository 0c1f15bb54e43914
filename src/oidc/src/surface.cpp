// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/surface.hpp"

namespace haetae::oidc {

std::string_view to_text(Surface surface) {
  return surface == Surface::kakao ? "kakao" : "standard";
}

std::optional<Surface> surface_from_text(std::string_view text) {
  if (text == "kakao") return Surface::kakao;
  if (text == "standard") return Surface::standard;
  return std::nullopt;
}

std::string issuer_of(std::string_view configured_issuer, Surface surface) {
  std::string out{configured_issuer};
  return out.append(policy_of(surface).issuer_suffix);
}

}  // namespace haetae::oidc
