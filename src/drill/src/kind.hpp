// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace haetae::drill {

/// What people and sites do under a drill's load.
enum class Kind {
  password_sign_in,
  passkey_sign_in,
  sign_up,
  reset,
  consent,
  code_exchange,
  refresh,
  revoke,
  log_out,
  unlink,
  token_check,
  address_search,
};

struct KindText {
  std::string_view name;  ///< in JSON
  std::string_view english, korean;
  bool writes;
};
inline constexpr std::array kKinds{
    KindText{"password_sign_in", "sign-in by password", "비밀번호 로그인", true},
    KindText{"passkey_sign_in", "sign-in by passkey", "패스키 로그인", true},
    KindText{"sign_up", "sign-up", "회원가입", true},
    KindText{"reset", "password reset", "비밀번호 재설정", true},
    KindText{"consent", "consent", "동의", true},
    KindText{"code_exchange", "code exchange", "인가 코드 교환", true},
    KindText{"refresh", "refresh", "토큰 갱신", true},
    KindText{"revoke", "revocation", "토큰 폐기", true},
    KindText{"log_out", "logout by a site", "서비스 로그아웃", true},
    KindText{"unlink", "unlink", "연결 끊기", true},
    KindText{"token_check", "token check", "토큰 확인", false},
    KindText{"address_search", "address search", "주소 검색", false},
};
inline constexpr std::size_t kKindCount = kKinds.size();

[[nodiscard]] constexpr const KindText& text_of(Kind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

}  // namespace haetae::drill
