// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/entropy.hpp"
#include "haetae/site/site_file.hpp"
#include "haetae/site/view.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::site {

/// What another site says of itself, over the `site` port. The asker sends 32 hexadecimal digits of
/// its own and a newline; the answer is the view as JSON, a newline, the HMAC-SHA256 of both under
/// a key that follows from the sites' secret, a newline.
struct Peer {
  Member member;
  std::optional<View> view;  ///< nothing when it does not answer within half a second
};

/// Asks every other member; at most half a second each.
[[nodiscard]] std::vector<Peer> ask_peers(const SiteFile& site, std::string_view secret,
                                          base::Entropy& entropy);

/// Asks the supervisor of this machine itself.
[[nodiscard]] std::optional<View> ask_self(const SiteFile& site, std::string_view secret,
                                           base::Entropy& entropy);

/// The answer to a nonce.
[[nodiscard]] std::string make_answer(const View& view, std::string_view nonce,
                                      std::string_view secret);
/// Nothing when the answer is not authentic or no view.
[[nodiscard]] std::optional<View> read_answer(std::string_view answer, std::string_view nonce,
                                              std::string_view secret);
/// The view in a JSON text of to_json(); nothing for other text. Exposed for fuzzing.
[[nodiscard]] std::optional<View> parse_view(std::string_view text);

/// A listening socket at the `site` port, or -1 with errno.
[[nodiscard]] int listen_for_peers(const SiteFile& site);
/// Takes one waiting connection and answers it, within half a second.
void answer_peer(int listener, const View& view, std::string_view secret);

}  // namespace haetae::site
