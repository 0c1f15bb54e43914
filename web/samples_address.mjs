// SPDX-License-Identifier: Apache-2.0
// Made-up view models of the window of the address service; samples.mjs gathers them.

const wrong = (field_id, text) => ({ has_errors: true, errors: [{ field_id, text }] });

export function addressWindow(ko) {
  const order = [
    { name: "confmKey", value: "U01TX0FVVEgyMDI2" },
    { name: "returnUrl", value: "https://shop.example.com/juso" },
  ];
  const action = "/addrlink/addrLinkUrl.do";
  const hit = {
    road: "경기도 성남시 분당구 판교역로 235 (삼평동, 에이치스퀘어 엔동)",
    lot: "경기도 성남시 분당구 삼평동 681 에이치스퀘어 엔동",
    zip: "13494",
    related: "삼평동 682",
    district: "삼평동",
    buildings: "101동, 102동",
    url: "?pick=1",
    pick: "411353180023-0-235-0",
  };
  const short = ko ? "두 글자 이상 입력해 주세요." : "Enter at least two letters.";
  const rooms = { list: [{ value: "12층 1203호" }, { value: "12층 1204호" }] };
  const dongs = {
    list: [
      { value: "101동", chosen: true },
      { value: "102동", chosen: false },
    ],
  };
  const detail = { action, order, road: hit.road, lot: hit.lot, zip: hit.zip, pick: hit.pick };
  const list = [1, 2, 3].map((n) => ({ url: `?p=${n}`, number: `${n}`, current: n === 2 }));
  return [
    ["address_search", "fresh", { action, order, fresh: true }],
    [
      "address_search",
      "error",
      { action, order, keyword: { value: "판", text: short }, ...wrong("keyword", short) },
    ],
    [
      "address_search",
      "found",
      {
        action,
        order,
        keyword: { value: "판교역로 235" },
        results: { total: "21", none: false, hits: [hit, { ...hit, zip: "13529" }] },
        pages: { before: "?p=1", list, after: "?p=3" },
      },
    ],
    [
      "address_search",
      "none",
      { action, order, keyword: { value: "없는길 1" }, results: { total: "0", none: true, hits: [] } },
    ],
    ["address_search", "refused", { action, order, refused: { text: short } }],
    ["address_detail", "plain", { ...detail, back_url: "?k=1", keyword: "판교", page: "1" }],
    [
      "address_detail",
      "units",
      { ...detail, back_url: "?k=1", keyword: "판교", page: "1", dongs, rooms, dong: "101동" },
    ],
    [
      "address_return",
      "plain",
      {
        return_url: "https://shop.example.com/juso",
        fields: [{ name: "inputYn", value: "Y" }],
        euc_kr: false,
        at_once: false,
      },
    ],
  ];
}
