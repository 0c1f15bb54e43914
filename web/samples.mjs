// SPDX-License-Identifier: Apache-2.0
// Made-up view models, one or more per page: what the preview draws and what the tests render.
// Their shapes are the ones that VIEWS.md writes down.
import { addressWindow } from "./samples_address.mjs";
import { delivery, deliveryAddresses } from "./samples_delivery.mjs";

const time = (iso, ko, en) => ({ iso, ko, en });
const kTimes = {
  since: time("2026-01-05T03:20:00Z", "2026. 1. 5.", "5 Jan 2026"),
  made: time("2026-02-11T01:00:00Z", "2026. 2. 11.", "11 Feb 2026"),
  used: time("2026-03-02T08:12:00Z", "2026. 3. 2. 17:12", "2 Mar 2026, 17:12"),
  seen: time("2026-03-03T00:41:00Z", "2026. 3. 3. 09:41", "3 Mar 2026, 09:41"),
};

function shell(ko, extra = {}) {
  return {
    brand: {
      name: ko ? "해태" : "Haetae",
      links: [
        { url: "/terms", label: ko ? "이용약관" : "Terms" },
        { url: "/privacy", label: ko ? "개인정보처리방침" : "Privacy" },
      ],
    },
    nonce: "c2FtcGxlbm9uY2U",
    csrf: "sample-csrf",
    dev: false,
    can_sign_out: false,
    has_errors: false,
    languages: [
      { code: "ko", name: "한국어", url: "?lang=ko", current: ko },
      { code: "en", name: "English", url: "?lang=en", current: !ko },
    ],
    ...extra,
  };
}

function words(ko) {
  const at = (name) => ({ iso: kTimes[name].iso, text: ko ? kTimes[name].ko : kTimes[name].en });
  return {
    at,
    app: { name: ko ? "한강책방" : "Hangang Books", initial: ko ? "한" : "H" },
    person: {
      nickname: ko ? "북촌고양이" : "Bukchon Cat",
      email: "cat@example.com",
      email_verified: true,
      since: at("since"),
    },
  };
}

const wrong = (field_id, text) => ({ has_errors: true, errors: [{ field_id, text }] });

function entrances(ko) {
  const { app, person } = words(ko);
  const flow = "sealed-flow";
  const urls = { reset_url: "/reset", sign_up_url: "/sign-up", sign_in_url: "/sign-in" };
  const password_min = "10";
  const signIn = { ...urls, passkey_first: false, keep: false, can_cancel: false };
  const mismatch = ko
    ? "이메일 또는 비밀번호가 맞지 않아요."
    : "The email or password is not right.";
  const short = ko ? "비밀번호는 10자 이상이어야 해요." : "Use at least 10 characters.";
  const terms = [
    {
      tag: "service",
      title: ko ? "이용약관 동의" : "Terms of service",
      url: "/terms",
      required: true,
      checked: false,
    },
    { tag: "news", title: ko ? "소식 받기" : "News by email", required: false, checked: false },
  ];
  return [
    [
      "sign_in",
      "plain",
      { ...signIn, notice: { text: ko ? "로그아웃했어요." : "You are signed out." } },
    ],
    [
      "sign_in",
      "app",
      { ...signIn, app, flow, can_cancel: true, login_id: { value: "cat@example.com" } },
    ],
    [
      "sign_in",
      "error",
      {
        ...signIn,
        app,
        flow,
        login_id: { value: "cat@example.com" },
        ...wrong("loginId", mismatch),
      },
    ],
    ["sign_in", "passkey", { ...signIn, app, flow, passkey_first: true }],
    [
      "sign_up",
      "plain",
      { ...urls, app, flow, password_min, nickname_max: "20", terms, age: { checked: false } },
    ],
    [
      "sign_up",
      "error",
      {
        ...urls,
        password_min,
        nickname_max: "20",
        terms,
        email: { value: "cat@example.com" },
        password: { error: short },
        nickname: { value: person.nickname },
        age: { checked: true },
        ...wrong("password", short),
      },
    ],
    ["sign_up_verify", "plain", { ...urls, flow, proof: "sealed-proof", email: "cat@example.com" }],
    ["reset", "plain", { ...urls, email: { value: "cat@example.com" } }],
    [
      "reset_new",
      "plain",
      { ...urls, proof: "sealed-proof", email: "cat@example.com", password_min },
    ],
    [
      "select_account",
      "plain",
      {
        app,
        flow,
        accounts: [
          { ...person, id: "a1", signed_in: true },
          {
            nickname: ko ? "회사 계정" : "Work",
            email: "work@example.com",
            id: "a2",
            signed_in: false,
          },
        ],
      },
    ],
    [
      "reauth",
      "plain",
      { person, has_passkey: true, has_password: true, cancel_url: "/account" },
    ],
    [
      "reauth",
      "site",
      { app, person, flow, has_passkey: false, has_password: true, other_url: "/sign-in?other=1" },
    ],
    ["passkey_offer", "plain", { flow }],
    ["sign_out", "choice", { app, person, flow, choice: true }],
    ["sign_out", "plain", { app, person, flow, choice: false }],
  ];
}

function consent(ko) {
  const { app, person } = words(ko);
  const item = (id, title, about, value, checked = false) => ({ id, title, about, value, checked });
  return [
    [
      "consent",
      "plain",
      {
        app,
        flow: "sealed-flow",
        person,
        switch_url: "/select-account",
        has_required: true,
        required_items: [
          item(
            "profile_nickname",
            ko ? "닉네임" : "Nickname",
            ko ? "내 계정의 닉네임" : "The nickname of your account",
            person.nickname,
          ),
          item(
            "account_email",
            ko ? "이메일" : "Email",
            ko ? "내 계정의 이메일 주소" : "The email of your account",
            person.email,
          ),
        ],
        has_optional: true,
        optional_items: [
          item(
            "profile_image",
            ko ? "프로필 사진" : "Picture",
            ko ? "내 계정의 프로필 사진" : "The picture of your account",
          ),
          item(
            "birthday",
            ko ? "생일" : "Birthday",
            ko ? "태어난 달과 날" : "Month and day of birth",
          ),
        ],
        has_terms: true,
        terms: [
          {
            tag: "books",
            title: ko ? "한강책방 이용약관" : "Hangang Books terms",
            url: "https://books.example/terms",
            required: true,
            checked: false,
          },
        ],
        has_agreed: true,
        agreed: [{ title: ko ? "성별" : "Gender" }],
      },
    ],
  ];
}

function account(ko) {
  const { at, person, app } = words(ko);
  const full = {
    person,
    can_sign_out: true,
    nickname: { value: person.nickname },
    nickname_max: "20",
    picture_megabytes: "5",
    language_choices: [
      { value: "", label: ko ? "브라우저 설정에 따라" : "As in the browser", chosen: true },
      { value: "ko", label: "한국어", chosen: false },
      { value: "en", label: "English", chosen: false },
    ],
    gender_choices: [
      { value: "", label: ko ? "선택 안 함" : "Not given", chosen: true },
      { value: "female", label: ko ? "여성" : "Female", chosen: false },
      { value: "male", label: ko ? "남성" : "Male", chosen: false },
    ],
    more: { open: false },
    birthdate: { value: "", lunar: false },
    has_addresses: true,
    addresses_full: false,
    addresses_max: "20",
    addresses: deliveryAddresses(ko),
    passkey_name_max: "40",
    notice: { text: ko ? "프로필을 저장했어요." : "Your profile is saved." },
    has_passkeys: true,
    passkey_signal: { rp_id: "localhost", user_handle: "AAAA" },
    passkeys: [
      { id: "1", credential_id: "Y3JlZA", name: "iPhone", made: at("made"), used: at("used") },
      {
        id: "2",
        credential_id: "Y3JlZDI",
        name: ko ? "회사 노트북" : "Work laptop",
        made: at("made"),
      },
    ],
    password_set: at("made"),
    sessions: [
      {
        id: "s1",
        device: "Chrome · Windows",
        place: ko ? "서울특별시" : "Seoul",
        seen: at("seen"),
        current: true,
      },
      {
        id: "s2",
        device: "Safari · iPhone",
        place: ko ? "수원시" : "Suwon",
        seen: at("used"),
        current: false,
      },
    ],
    has_other_sessions: true,
    has_sites: true,
    sites: [
      {
        ...app,
        app_id: "1001",
        connected: at("made"),
        sees: [{ title: ko ? "닉네임" : "Nickname" }, { title: ko ? "이메일" : "Email" }],
      },
      {
        name: ko ? "동네 도서관" : "Local library",
        initial: ko ? "동" : "L",
        app_id: "1002",
        connected: at("since"),
        sees: [],
      },
    ],
  };
  const empty = {
    ...full,
    notice: undefined,
    more: { open: true },
    full_name: { value: ko ? "김해태" : "Kim Haetae" },
    birthdate: { value: "1990-02-30", lunar: true },
    phone_number: { value: "+82 10-1234-5678" },
    has_addresses: false,
    addresses: [],
    has_passkeys: false,
    passkeys: [],
    password_set: undefined,
    has_other_sessions: false,
    sessions: full.sessions.slice(0, 1),
    has_sites: false,
    sites: [],
  };
  return [
    ["account", "plain", full],
    ["account", "empty", empty],
    ["account_email", "plain", { person }],
    [
      "account_email_verify",
      "plain",
      {
        proof: "sealed-proof",
        email: "new@example.com",
        ...wrong("code", ko ? "인증번호가 맞지 않아요." : "The code is not right."),
      },
    ],
    ["account_password", "plain", { person, flow: "sealed-flow", password_min: "10" }],
    [
      "account_delete",
      "plain",
      { person, flow: "sealed-flow", has_sites: true, sites: full.sites },
    ],
  ];
}

function notices(ko) {
  const { at, app } = words(ko);
  return [
    [
      "error",
      "plain",
      {
        app,
        request_id: "01JQ7Z3M8K5T",
        error: {
          title: ko ? "돌아갈 주소가 등록되지 않았어요" : "The return address is not registered",
          text: ko
            ? "서비스 설정에 문제가 있어 로그인을 시작하지 않았어요. 서비스 운영자에게 알려 주세요."
            : "Sign-in was not started because the service is not set up correctly. Please tell its operator.",
          code: "KOE006",
          time: at("seen"),
          developer: ko
            ? "redirect_uri는 등록한 값과 한 글자도 다르지 않아야 해요(경로와 끝의 / 포함). 받은 값: https://books.example/callback/"
            : "redirect_uri must equal a registered value exactly, path and trailing slash included. Received: https://books.example/callback/",
        },
      },
    ],
    [
      "standing",
      "whole",
      {
        standing: {
          bad: false,
          title: ko ? "모두 정상이에요" : "Everything works",
          text: ko
            ? "로그인과 주소 검색을 모두 이용할 수 있어요."
            : "Sign-in and address search are available.",
          sign_in: true,
          changes: true,
          addresses: true,
          bound: ko ? "1초 이내" : "within 1 s",
        },
      },
    ],
    [
      "standing",
      "island",
      {
        island: {
          text: ko
            ? "지금 이 서버는 다른 지역과 연결이 끊겨 있어요. 로그인은 그대로 할 수 있고, 가입과 정보 변경은 연결된 뒤에 할 수 있어요."
            : "This server is cut off from the other sites. You can sign in as usual; sign-up and changes wait until it is connected again.",
        },
        standing: {
          bad: true,
          title: ko ? "일부 기능이 멈췄어요" : "Some functions are paused",
          text: ko
            ? "이 서버는 다른 지역과 연결이 끊겨 있어요. 로그인은 알고 있던 정보로 계속되고, 가입과 정보 변경은 연결된 뒤에 할 수 있어요."
            : "This server is cut off from the other sites. Sign-in goes on with what is known here; sign-up and changes wait until it is connected again.",
          words: ko ? "분당 데이터센터 화재에 대응하고 있어요." : "We are handling a fire in the Bundang data centre.",
          sign_in: true,
          changes: false,
          addresses: true,
          sites: { reached: "1", all: "3" },
          since: at("seen"),
          bound: ko ? "6시간 이내" : "within 6 h",
        },
      },
    ],
    [
      "status",
      "bad",
      {
        request_id: "01JQ7Z3M8K5T",
        status: {
          bad: true,
          title: ko ? "페이지를 찾을 수 없어요" : "Page not found",
          text: ko
            ? "주소가 바뀌었거나 잘못 입력됐을 수 있어요."
            : "The address may have changed or been mistyped.",
        },
        actions: [{ url: "/", label: ko ? "처음으로" : "Start page", primary: true }],
      },
    ],
    [
      "status",
      "good",
      {
        status: {
          bad: false,
          title: ko ? "로그아웃했어요" : "You are signed out",
          text: ko
            ? "이 기기에서 안전하게 로그아웃했어요."
            : "You are safely signed out on this device.",
        },
        actions: [{ url: "/sign-in", label: ko ? "로그인" : "Sign in", primary: false }],
      },
    ],
  ];
}

function development(ko) {
  const { at, person } = words(ko);
  const mail = {
    subject: ko ? "[해태] 확인 코드 482913" : "[Haetae] Your confirmation code is 482913",
    to: "cat@example.com",
    from: "no-reply@localhost",
    sent: at("seen"),
    url: "/outbox/1",
  };
  const json = JSON.stringify(
    {
      id: 4100238811,
      connected_at: "2026-03-03T00:41:00Z",
      kakao_account: { profile: { nickname: person.nickname } },
    },
    null,
    2,
  );
  return [
    [
      "home",
      "plain",
      {
        dev: true,
        version: "0.1.0",
        addresses: { count: "576", sample: true },
        no_addresses: false,
        demo_person: { email: "demo@haetae.test", password: "fire-guard-demo" },
        demo_app: {
          rest_api_key: "0f3b1c9a77d24e5f8a6b90c1d2e3f405",
          client_secret: "Q8m2Zr4TnV1xY7kLp0Ws5Bd9Hc3Jf6Ga",
          redirect_uri: "http://localhost:8080/demo/callback",
        },
        endpoints: [
          {
            method: "GET",
            path: "/.well-known/openid-configuration",
            url: "/.well-known/openid-configuration",
            about: "OpenID Connect Discovery",
          },
          {
            method: "GET",
            path: "/.well-known/jwks.json",
            url: "/.well-known/jwks.json",
            about: "JWKS",
          },
          { method: "GET", path: "/metrics", url: "/metrics", about: "Prometheus" },
        ],
      },
    ],
    ["demo", "out", { dev: true }],
    [
      "demo",
      "in",
      {
        dev: true,
        session: {
          nickname: person.nickname,
          exchanges: [
            {
              method: "POST",
              path: "/oauth/token",
              ok: true,
              status: "200",
              about: ko ? "코드를 토큰으로 바꿨어요." : "The code became tokens.",
              request: "grant_type=authorization_code&code=…",
              response: '{\n  "token_type": "bearer",\n  "expires_in": 21599\n}',
              open: false,
              testid: "demo-token",
            },
            {
              method: "GET",
              path: "/v2/user/me",
              ok: true,
              status: "200",
              about: ko ? "사용자 정보를 받았어요." : "Who you are.",
              response: json,
              open: true,
              testid: "demo-me",
            },
          ],
          claims: {
            rows: [
              {
                name: "sub",
                value: "4100238811",
                about: ko ? "이 사이트에서만 쓰는 회원번호" : "Your number on this site",
              },
              {
                name: "aud",
                value: "0f3b1c9a77d24e5f8a6b90c1d2e3f405",
                about: ko ? "토큰을 받을 앱" : "The app it is for",
              },
            ],
          },
        },
      },
    ],
    [
      "outbox",
      "plain",
      {
        dev: true,
        has_mails: true,
        mails: [
          mail,
          {
            ...mail,
            url: "/outbox/2",
            subject: ko ? "[해태] 비밀번호 재설정" : "[Haetae] Reset your password",
          },
        ],
      },
    ],
    ["outbox", "empty", { dev: true, has_mails: false }],
    [
      "outbox_mail",
      "plain",
      {
        dev: true,
        mail: {
          ...mail,
          lines: [
            {
              parts: [
                {
                  text: ko
                    ? "회원가입을 마치려면 아래 확인 코드를 입력해 주세요."
                    : "To finish, enter this code.",
                },
              ],
            },
            { parts: [] },
            { parts: [{ text: "    482913" }] },
            { parts: [{ link: "http://localhost:8080/sign-up/verify?token=abc" }] },
          ],
        },
      },
    ],
  ];
}

/// Every sample of a language: `[{page, variant, view}]`.
export function samples(language) {
  const ko = language === "ko";
  return [entrances, consent, account, delivery, notices, development, addressWindow]
    .flatMap((group) => group(ko))
    .map(([page, variant, view]) => ({ page, variant, view: shell(ko, view) }));
}
