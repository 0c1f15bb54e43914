// SPDX-License-Identifier: Apache-2.0
import { type Choice, hasOneBuilding, type Page, type Related, type Row } from "./choice";
import type { AddressType, PostcodeData } from "./contract";
import { make } from "./dom";
import type { Settings } from "./settings";
import { isEnglish, say } from "./words";

/// Related addresses that stand open; the others wait behind a button.
const kOpenMax = 3;

export interface Hooks {
  choose: (choice: Choice) => void;
  turn: (page: number) => void;
  search: (query: string) => void;
}

interface Address {
  type: AddressType;
  korean: string;
  english: string;
}

function addressOf(type: AddressType, data: Partial<PostcodeData>): Address {
  return type === "R"
    ? { type, korean: data.roadAddress ?? "", english: data.roadAddressEnglish ?? "" }
    : { type, korean: data.jibunAddress ?? "", english: data.jibunAddressEnglish ?? "" };
}

/// Draws the rows of a result. Class names and data attributes are those that programs which
/// operate the service look for (spec: selectors of the search page).
export class Results {
  /// English readers see both; a site that hides the button wants none of it.
  private english: boolean;

  constructor(
    private readonly settings: Settings,
    private readonly hooks: Hooks,
  ) {
    this.english = settings.alwaysShowEngAddr || (isEnglish && !settings.hideEngBtn);
  }

  list(page: Page): HTMLElement[] {
    const list = make("ul", { class: "list_post" });
    page.rows.forEach((row, index) => list.append(this.item(row, index + 1)));
    const parts: HTMLElement[] = [list];
    if (page.pages > 1) parts.push(this.paging(page));
    return parts;
  }

  near(texts: string[]): HTMLElement {
    const list = make("ul", { class: "list_near" });
    for (const text of texts) {
      const button = make("button", { type: "button", class: "link_near", lang: "ko" }, text);
      button.addEventListener("click", () => this.hooks.search(text));
      list.append(make("li", {}, button));
    }
    return make("div", { class: "near" }, make("h2", {}, say("near")), list);
  }

  private item(row: Row, index: number): HTMLLIElement {
    const { data } = row;
    const main = addressOf(row.type, data);
    const item = make("li", {
      class: "list_post_item",
      "data-index": String(index),
      "data-zonecode": data.zonecode,
      "data-addr": main.korean,
      "data-addr_type": row.type,
      "data-bname": data.bname,
      "data-bcode": data.bcode,
      "data-sido": data.sido,
      "data-sigungu": data.sigungu,
      "data-sigungu_code": data.sigunguCode,
      "data-roadname": data.roadname,
      "data-roadname_code": data.roadnameCode,
      "data-building_code": data.buildingCode,
      "data-building_name": data.buildingName,
    });
    item.classList.toggle("with_english", this.english);
    const list = make("dl", {}, ...this.mainPart(row, main));
    if (row.related.length === 1) list.append(...this.counterpart(row, row.related[0]!));
    item.append(this.head(row, item), list);
    if (row.buildings.length > 1) item.append(this.buildings(row));
    if (row.related.length > 1) item.append(this.choices(row));
    return item;
  }

  private head(row: Row, item: HTMLLIElement): HTMLElement {
    const head = make(
      "div",
      { class: "item_head" },
      ...(row.data.zonecode
        ? [
            make("span", { class: "visually-hidden" }, say("zip")),
            make("span", { class: "txt_postcode" }, row.data.zonecode),
          ]
        : [make("span", { class: "txt_hname" }, say("zip_unknown"))]),
    );
    const district = row.data.hname || (this.settings.showMoreHName ? row.district : "");
    if (district) {
      head.append(make("span", { class: "txt_hname" }, say("district", { name: district })));
    }
    if (!this.settings.hideEngBtn && !this.settings.alwaysShowEngAddr) {
      const button = make("button", { type: "button", class: "btn_english" });
      const show = (on: boolean) => {
        item.classList.toggle("with_english", on);
        button.textContent = say(on ? "english_hide" : "english_show");
      };
      show(this.english);
      button.addEventListener("click", () => show(!item.classList.contains("with_english")));
      head.append(button);
    }
    return head;
  }

  private mainPart(row: Row, main: Address): HTMLElement[] {
    const kind = main.type === "R" ? "main_road" : "main_jibun";
    const value = make("dd", { class: `info_address main_address ${kind}` });
    value.append(this.address(main, (english) => ({ row, part: "main", english })));
    const named = row.type === "R" || hasOneBuilding(row);
    if (row.data.buildingName && row.buildings.length < 2 && named) {
      value.append(make("span", { class: "txt_building", lang: "ko" }, row.data.buildingName));
    }
    return [make("dt", {}, say(main.type === "R" ? "road" : "lot")), value];
  }

  private counterpart(row: Row, related: Related): HTMLElement[] {
    const value = make("dd", { class: "info_address related_address" });
    const other = addressOf(related.type, related.data);
    value.append(this.address(other, (english) => ({ row, part: "related", index: 0, english })));
    return [make("dt", {}, say(related.type === "R" ? "road" : "lot")), value];
  }

  /// One address: a button in Korean, and one in English below it.
  private address(address: Address, choice: (english: boolean) => Choice): HTMLElement {
    const one = (text: string, english: boolean) => {
      const button = make(
        "button",
        { type: "button", class: english ? "link_post link_english" : "link_post" },
        make("span", {
          class: english ? "txt_addr_eng" : "txt_addr",
          lang: english ? "en" : "ko",
        }, text),
      );
      button.addEventListener("click", () => this.hooks.choose(choice(english)));
      return button;
    };
    const place = make(
      "span",
      { class: "txt_address", "data-addr": address.korean, "data-addr_type": address.type },
      one(address.korean, false),
    );
    if (address.english && !(this.settings.hideEngBtn && !this.settings.alwaysShowEngAddr)) {
      place.append(one(address.english, true));
    }
    return place;
  }

  private buildings(row: Row): HTMLElement {
    const list = make("ul", { class: "list_building", "aria-label": say("building"), lang: "ko" });
    for (const name of row.buildings) {
      const button = make("button", { type: "button", class: "link_building" }, name);
      button.addEventListener("click", () =>
        this.hooks.choose({ row, part: "main", english: false, building: name }),
      );
      list.append(make("li", {}, button));
    }
    return list;
  }

  /// Several related addresses (1:N): one of them, or none.
  private choices(row: Row): HTMLElement {
    const type = row.related[0]?.type ?? "R";
    const count = row.related.length;
    const list = make("ul", { class: "list_related" });
    row.related.forEach((related, index) => {
      const address = this.address(addressOf(related.type, related.data), (english) => ({
        row,
        part: "related",
        index,
        english,
      }));
      const name = related.type === "R" ? related.data.buildingName : "";
      const line = make("li", { hidden: index >= kOpenMax }, address);
      if (name) line.append(make("span", { class: "txt_building", lang: "ko" }, name));
      list.append(line);
    });
    const none = make("button", { type: "button", class: "link_none" }, say("none"));
    none.addEventListener("click", () => this.hooks.choose({ row, part: "none", english: false }));
    const title = say(type === "R" ? "related_road" : "related_lot", { count });
    const box = make(
      "div",
      { class: "related_address", role: "group", "aria-label": title },
      make("p", { class: "related_title" }, title),
      list,
    );
    const foot = make("div", { class: "related_foot" });
    if (count > kOpenMax) foot.append(this.moreButton(list, count - kOpenMax));
    foot.append(none);
    box.append(foot);
    return box;
  }

  private moreButton(list: HTMLElement, count: number): HTMLButtonElement {
    const more = make("button", { type: "button", class: "btn_more" });
    more.textContent = say("related_more", { count });
    more.addEventListener("click", () => {
      const hidden = Array.from(list.querySelectorAll<HTMLLIElement>("li[hidden]"));
      hidden.forEach((line) => (line.hidden = false));
      more.remove();
      hidden[0]?.querySelector("button")?.focus();
    });
    return more;
  }

  private paging({ page, pages }: Page): HTMLElement {
    const step = (name: "previous" | "next", to: number) => {
      const shut = to < 1 || to > pages;
      const button = make("button", { type: "button", class: `btn_${name}`, disabled: shut });
      button.append(make("span", { class: "visually-hidden" }, say(name)));
      button.addEventListener("click", () => this.hooks.turn(to));
      return button;
    };
    const place = make(
      "span",
      { class: "paging_place" },
      make("span", { class: "visually-hidden" }, say("results_page", { page, pages })),
      make("span", { "aria-hidden": "true" }, make("b", {}, String(page)), ` / ${pages}`),
    );
    return make(
      "nav",
      { class: "paging_post", "aria-label": say("paging") },
      step("previous", page - 1),
      place,
      step("next", page + 1),
    );
  }
}
