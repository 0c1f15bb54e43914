// SPDX-License-Identifier: Apache-2.0
#include "conformance.hpp"

namespace haetae::storage::testing {

Person a_person(const std::string& id) {
  return {.id = PersonId{id},
          .email = id + "@Example.com",
          .email_verified = true,
          .nickname = "해태 " + id,
          .picture_id = "picture-" + id,
          .profile = {.name = "홍길동",
                      .gender = "male",
                      .birthyear = "1990",
                      .birthday = "0229",
                      .birthday_type = "LUNAR",
                      .phone_number = "+82 10-1234-5678",
                      .ci = "ci-" + id,
                      .ci_authenticated_at = at(5),
                      .shipping_addresses = {{.id = 77,
                                              .name = "집",
                                              .is_default = true,
                                              .updated_at = at(6),
                                              .base_address = "서울 종로구 사직로 161",
                                              .detail_address = "\"1층\"\\2",
                                              .zone_number = "03045",
                                              .zip_code = "110-050",
                                              .receiver_name = "홍",
                                              .receiver_phone_number1 = "02-1",
                                              .receiver_phone_number2 = "02-2"}}},
          .language = "ko",
          .disabled = true,
          .created_at = at(1),
          .updated_at = at(2),
          .valid_from = at(3)};
}

Passkey a_passkey(const std::string& id, const std::string& person, std::int64_t created) {
  return {.credential_id = id,
          .person = PersonId{person},
          .user_handle = "handle",
          .public_key = "key",
          .sign_count = 4'000'000'000,
          .aaguid = "00ff",
          .transports = "internal,hybrid",
          .backup_eligible = true,
          .backed_up = false,
          .name = "폰",
          .created_at = at(created),
          .used_at = std::nullopt};
}

Session a_session(const std::string& id, const std::string& person, std::int64_t created) {
  return {.id = SessionId{id},
          .person = PersonId{person},
          .methods = "hwk user",
          .created_at = at(created),
          .authenticated_at = at(created + 1),
          .seen_at = at(created + 2),
          .expires_at = at(created + 1000),
          .device = "Chrome, Android",
          .address = "2001:db8::1"};
}

Link a_link(const std::string& person, AppNumber app, Subject subject) {
  return {.person = PersonId{person},
          .app = app,
          .subject = subject,
          .signed_up = false,
          .scopes = {{"profile_nickname", at(1), "KAUTH"}, {"account_email", at(2), "KAPI"}},
          .terms = {{"service_20250101", at(3), "KAUTH"}},
          .properties = {{"nickname", "말 \"많은\" 이"}, {"age", "20"}, {"age", ""}},
          .linked_at = at(4),
          .updated_at = at(5)};
}

Family a_family(const std::string& id, const std::string& person, AppNumber app) {
  return {.id = FamilyId{id},
          .person = PersonId{person},
          .app = app,
          .client_id = "client",
          .session = SessionId{"session-of-" + person},
          .surface = "kakao",
          .scopes = {"openid", "account_email"},
          .with_id_token = true,
          .nonce = "n",
          .methods = "pwd",
          .generation = 0,
          .authenticated_at = at(0),
          .created_at = at(1),
          .advanced_at = at(1),
          .expires_at = at(1000),
          .revoked = false};
}

Mail a_mail(const std::string& id, std::int64_t created) {
  return {.id = id,
          .to = "to@example.com",
          .subject = "제목",
          .text = "text",
          .html = "<p>html</p>",
          .created_at = at(created),
          .due_at = at(created),
          .attempts = 0,
          .sent_at = std::nullopt,
          .last_error = ""};
}

}  // namespace haetae::storage::testing
