// SPDX-License-Identifier: Apache-2.0
#include "account_rows.hpp"

#include "account.hpp"
#include "haetae/accounts/pictures.hpp"

namespace haetae::web {
namespace {

using wire::Endpoint;
using wire::Method;

/// What multipart adds around a picture: boundaries, part headers, the token.
constexpr std::size_t kMultipartBytesMax = 64 * 1024;

/// A form's address opened by itself, as after a reload or a change of language.
wire::Response back_to_account(Page& page) {
  return page.go(accounts::pages::kAccount);
}

class Adding {
 public:
  Adding(wire::Endpoints& rows, std::shared_ptr<const Parts> parts)
      : rows_(rows), parts_(std::move(parts)) {}

  void page(Method method, std::string_view path, std::string_view summary, PageHandler handle,
            wire::Lane lane = wire::Lane::session) {
    add({.method = method,
         .path = path,
         .summary = summary,
         .handler = page_handler(parts_, handle, Who::member),
         .lane = lane});
  }
  void script(std::string_view path, std::string_view summary, JsonHandler handle) {
    add({.method = Method::post,
         .path = path,
         .summary = summary,
         .handler = json_handler(parts_, handle),
         .lane = wire::Lane::passkey});
  }
  void picture(std::string_view path, std::string_view summary) {
    add({.method = Method::post,
         .path = path,
         .summary = summary,
         .handler = picture_handler(parts_),
         .body_max = accounts::kPictureBytesMax + kMultipartBytesMax});
  }

 private:
  void add(Endpoint row) {
    row.auth = wire::Auth::session;
    rows_.push_back(std::move(row));
  }

  wire::Endpoints& rows_;
  std::shared_ptr<const Parts> parts_;
};

void add_ways_in(Adding& add) {
  add.page(Method::get, "/account/email", "Asks for a new e-mail address", show_email);
  add.page(Method::post, "/account/email", "Mails a code to a new address", take_email);
  add.page(Method::post, "/account/email/verify", "Changes the address by the mailed code",
           take_email_code);
  add.page(Method::get, "/account/email/verify", "Leads back to the account", back_to_account);
  add.page(Method::get, "/account/password", "Asks for a new password", show_password);
  add.page(Method::post, "/account/password", "Sets or changes the password", take_password,
           wire::Lane::password);
  add.script("/account/passkeys/options", "Begins to make a passkey", begin_passkey);
  add.script("/account/passkeys", "Keeps a new passkey", add_passkey);
  add.page(Method::post, "/account/passkeys/rename", "Renames a passkey", rename_passkey);
  add.page(Method::get, "/account/passkeys/rename", "Leads back to the account", back_to_account);
  add.page(Method::post, "/account/passkeys/remove", "Removes a passkey", remove_passkey);
  add.page(Method::get, "/account/passkeys/remove", "Leads back to the account", back_to_account);
}

void add_delivery(Adding& add) {
  add.page(Method::get, "/account/addresses/find", "Finds an address for deliveries",
           show_address_search);
  add.page(Method::get, "/account/addresses/edit", "Form of a delivery address", show_address_form);
  add.page(Method::post, "/account/addresses/edit", "Adds or changes a delivery address",
           take_address);
  add.page(Method::post, "/account/addresses/default", "Makes a delivery address the default",
           prefer_address);
  add.page(Method::get, "/account/addresses/default", "Leads back to the account", back_to_account);
  add.page(Method::post, "/account/addresses/remove", "Removes a delivery address", remove_address);
  add.page(Method::get, "/account/addresses/remove", "Leads back to the account", back_to_account);
}

}  // namespace

void add_account_rows(wire::Endpoints& rows, std::shared_ptr<const Parts> parts) {
  Adding add{rows, std::move(parts)};
  add.page(Method::get, "/account", "A person's own account", show_account);
  add.page(Method::get, "/account/export", "Everything about oneself as JSON", export_account);
  add.page(Method::post, "/account/profile", "Changes the profile", take_profile);
  add.page(Method::get, "/account/profile", "Leads back to the account", back_to_account);
  add.picture("/account/picture", "Changes or removes the picture");
  add.page(Method::get, "/account/picture", "Leads back to the account", back_to_account);
  add_delivery(add);
  add_ways_in(add);
  add.page(Method::post, "/account/sessions/end", "Signs other devices out", end_session);
  add.page(Method::post, "/account/sites/disconnect", "Ends the connection to a site",
           disconnect_site);
  add.page(Method::get, "/account/delete", "Asks before deleting the account", show_delete);
  add.page(Method::post, "/account/delete", "Deletes the account", take_delete);
}

}  // namespace haetae::web
