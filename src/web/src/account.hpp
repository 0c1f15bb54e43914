// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "shell.hpp"

#include <optional>
#include <string>
#include <string_view>

// The pages of a person's own account. One function a row; all but the JSON ones expect somebody
// signed in (Who::member).

namespace haetae::web {

/// What stands in the boxes of the profile form: from the account, or as typed and refused.
struct ProfileFields {
  std::string nickname, language, name, gender, birthdate, phone_number;
  bool lunar = false;
};
[[nodiscard]] ProfileFields profile_fields(const accounts::Person& person);

/// The account page with whatever complaints were noted. `typed`: shown instead of what is kept.
[[nodiscard]] wire::Response draw_account(Page& page, const ProfileFields* typed = nullptr,
                                          int status = 0);
/// The page that asks for password or passkey anew, and leads on to `place`.
[[nodiscard]] wire::Response ask_anew(Page& page, std::string_view place);

[[nodiscard]] wire::Response show_account(Page& page);
[[nodiscard]] wire::Response export_account(Page& page);
[[nodiscard]] wire::Response take_profile(Page& page);
/// The picture form is multipart, so that its token is inside: this is the whole handler.
[[nodiscard]] wire::Handler picture_handler(std::shared_ptr<const Parts> parts);

[[nodiscard]] wire::Response show_email(Page& page);
[[nodiscard]] wire::Response take_email(Page& page);
[[nodiscard]] wire::Response take_email_code(Page& page);

[[nodiscard]] wire::Response show_password(Page& page);
[[nodiscard]] wire::Response take_password(Page& page);

[[nodiscard]] wire::Response begin_passkey(Page& page, const wire::Json& body);
[[nodiscard]] wire::Response add_passkey(Page& page, const wire::Json& body);
[[nodiscard]] wire::Response rename_passkey(Page& page);
[[nodiscard]] wire::Response remove_passkey(Page& page);

/// The list of delivery addresses on the account page.
void add_addresses(Page& page, const accounts::Person& person);
[[nodiscard]] wire::Response show_address_search(Page& page);
[[nodiscard]] wire::Response show_address_form(Page& page);
[[nodiscard]] wire::Response take_address(Page& page);
[[nodiscard]] wire::Response prefer_address(Page& page);
[[nodiscard]] wire::Response remove_address(Page& page);

[[nodiscard]] wire::Response end_session(Page& page);
[[nodiscard]] wire::Response disconnect_site(Page& page);

[[nodiscard]] wire::Response show_delete(Page& page);
[[nodiscard]] wire::Response take_delete(Page& page);

}  // namespace haetae::web
