// SPDX-License-Identifier: Apache-2.0
// Made-up view models of delivery addresses; samples.mjs gathers them.

const wrong = (errors) => ({
  has_errors: true,
  errors: Object.entries(errors).map(([field_id, text]) => ({ field_id, text })),
});

/// What the account page lists.
export function deliveryAddresses(ko) {
  return [
    {
      id: "1800000000251",
      label: ko ? "집" : "Home",
      is_default: true,
      line: "(13524) 경기 성남시 분당구 판교역로 99-1 (삼평동, 봇들마을아파트) 101동 201호",
      receiver: ko ? "김해태 · 010-1234-5678, 031-123-4567" : "Kim Haetae · 010-1234-5678, 031-123-4567",
    },
    {
      id: "1800000000252",
      label: "서울 중구 세종대로 지하 110 (태평로1가)",
      is_default: false,
      line: "(04524)",
      receiver: ko ? "한강책방 · 02-120" : "Hangang Books · 02-120",
    },
  ];
}

export function delivery(ko) {
  const hit = {
    road: "경기 성남시 분당구 판교역로 235 (삼평동, 에이치스퀘어 엔동)",
    lot: "경기 성남시 분당구 삼평동 681",
    zip: "13494",
    url: "/account/addresses/edit?pick=411353180023-0-235-0",
  };
  const found = { none: false, some: true, more: true, count: "2" };
  const hand_url = "/account/addresses/edit?hand=1";
  const find_url = "/account/addresses/find";
  const required = ko ? "찾을 주소를 입력해 주세요." : "Enter the address to find.";
  const receiver = ko ? "받는 분의 이름을 입력해 주세요." : "Enter the name of the recipient.";
  const zip = ko ? "우편번호는 숫자 다섯 자리예요." : "A postcode has five digits.";
  const form = { is_new: true, by_hand: false, letters_max: "66", no_data: false, find_url, hand_url };
  const chosen = { base_address: { value: hit.road }, zone_number: { value: hit.zip }, zip: hit.zip };
  const typed = { receiver_name: { value: ko ? "김해태" : "Kim Haetae" }, receiver_phone1: { value: "010-1234-5678" } };
  const search = { can_sign_out: true, fresh: false, hand_url };
  const bare = { ...hit, road: "경기 수원시 장안구 중앙로 7 (영화동)", lot: undefined, zip: undefined };
  return [
    ["account_address_find", "fresh", { ...search, fresh: true }],
    [
      "account_address_find",
      "error",
      { ...search, keyword: { value: "", error: required }, ...wrong({ keyword: required }) },
    ],
    [
      "account_address_find",
      "found",
      { ...search, keyword: { value: "판교역로" }, results: { ...found, hits: [hit, bare] } },
    ],
    [
      "account_address_find",
      "none",
      {
        ...search,
        address_id: "1800000000251",
        keyword: { value: "없는길 1" },
        results: { none: true, some: false, more: false, count: "0", hits: [] },
      },
    ],
    [
      "account_address",
      "new",
      {
        ...form,
        ...chosen,
        ...typed,
        can_sign_out: true,
        fresh: true,
        stays_default: false,
        default_choice: { checked: false },
      },
    ],
    [
      "account_address",
      "edit",
      {
        ...form,
        ...chosen,
        ...typed,
        can_sign_out: true,
        is_new: false,
        address_id: "1800000000251",
        detail_address: { value: "101동 201호" },
        place_name: { value: ko ? "집" : "Home" },
        stays_default: true,
      },
    ],
    [
      "account_address",
      "hand",
      {
        ...form,
        can_sign_out: true,
        by_hand: true,
        no_data: true,
        find_url: undefined,
        base_address: { value: "서울 종로구 세종대로 209" },
        zone_number: { value: "0317", error: zip },
        receiver_name: { error: receiver },
        stays_default: false,
        ...wrong({ zone_number: zip, receiver_name: receiver }),
      },
    ],
  ];
}
