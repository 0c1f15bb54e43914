// SPDX-License-Identifier: Apache-2.0
// The search page in the frame.
import { Channel } from "./channel";
import { type Choice, complete, type Page, readPage } from "./choice";
import { find, make } from "./dom";
import { Results } from "./results";
import { fromQuery } from "./settings";
import { Suggestions } from "./suggest";
import { applyTheme } from "./theme";
import { say } from "./words";

const kSlowMs = 300;

interface Place {
  query: string;
  page: number;
}

class App {
  private readonly settings = fromQuery(window.location.search);
  private readonly channel = new Channel(this.settings.origin, this.settings.channel);
  private readonly field = find<HTMLInputElement>("#region_name");
  private readonly clear = find<HTMLButtonElement>(".btn_clear");
  private readonly tips = find(".tips");
  private readonly place = find("#results");
  private readonly status = find("#status");
  private readonly whole = find(".daum_popup");
  private readonly results = new Results(this.settings, {
    choose: (choice) => this.choose(choice),
    turn: (page) => void this.go({ query: this.asked, page }, true),
    search: (query) => this.search(query),
  });
  private suggestions: Suggestions | undefined;
  private asked = "";
  private request: AbortController | undefined;
  private size = "";
  /// A site hears of the first search before it hears of its size.
  private waiting = false;

  start(): void {
    applyTheme(this.settings.theme);
    find("#searchForm").addEventListener("submit", (event) => {
      event.preventDefault();
      this.search(this.field.value);
    });
    this.field.addEventListener("input", () => this.showClear());
    this.clear.addEventListener("click", () => this.empty());
    if (this.settings.useSuggest) {
      this.suggestions = new Suggestions({
        ask: (typed, stop) => this.suggest(typed, stop),
        take: (text) => this.search(text),
        say: (text) => (this.status.textContent = text),
      });
    }
    window.addEventListener("popstate", (event) => this.back(event.state as Place | null));
    const first = this.settings.query.trim();
    history.replaceState(first ? { query: first, page: 1 } : null, "");
    this.waiting = first !== "";
    if (first) void this.go({ query: first, page: 1 }, false);
    new ResizeObserver(() => this.tellSize()).observe(this.whole);
    if (this.settings.focusInput && window.matchMedia("(pointer: fine)").matches) {
      this.field.focus({ preventScroll: true });
    }
  }

  private search(text: string): void {
    const query = text.trim();
    if (query === "") return this.field.focus();
    void this.go({ query, page: 1 }, true);
  }

  /// The way back in the browser's history leads to the former search.
  private back(place: Place | null): void {
    if (place) void this.go(place, false);
    else this.empty();
  }

  private empty(): void {
    this.field.value = "";
    this.showClear();
    this.suggestions?.close();
    this.request?.abort();
    this.asked = "";
    this.status.textContent = "";
    this.show([]);
    this.showTips(true);
    this.field.focus();
  }

  private showClear(): void {
    this.clear.hidden = this.field.value === "";
  }

  private showTips(shown: boolean): void {
    this.tips.hidden = !shown;
    this.tips.classList.remove("beside", "please_read");
  }

  private show(parts: HTMLElement[]): void {
    this.place.replaceChildren(...parts);
    this.place.hidden = parts.length === 0;
  }

  private async go(place: Place, remember: boolean): Promise<void> {
    this.suggestions?.close();
    this.field.value = place.query;
    this.showClear();
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const slow = window.setTimeout(() => this.whole.setAttribute("aria-busy", "true"), kSlowMs);
    try {
      const page = await this.ask(place, request.signal);
      if (request.signal.aborted) return;
      if (remember) this.remember(place);
      this.asked = place.query;
      this.draw(place.query, page);
      this.channel.tell({ name: "search", q: place.query, count: page.count });
      this.waiting = false;
      this.size = "";
      this.tellSize();
    } catch (error) {
      if (!request.signal.aborted) this.fail(place, error);
    } finally {
      window.clearTimeout(slow);
      this.whole.removeAttribute("aria-busy");
    }
  }

  private remember(place: Place): void {
    if (this.settings.submitMode) history.pushState(place, "");
    else history.replaceState(place, "");
  }

  private draw(query: string, page: Page): void {
    if (page.count === 0) return this.drawNothing(query, page);
    this.showTips(this.needsGuide(page));
    const count = say(page.count === 1 ? "results_one" : "results_count", { count: page.count });
    const head = make("h2", { class: "results_title", tabindex: "-1" }, count);
    const parts: HTMLElement[] = [head];
    if (this.needsGuide(page)) {
      parts.unshift(make("p", { class: "notice" }, say("many")));
      this.emphasise();
    }
    this.show([...parts, ...this.results.list(page)]);
    const where = say("results_page", { page: page.page, pages: page.pages });
    this.status.textContent = page.pages > 1 ? `${count}. ${where}` : count;
    window.scrollTo(0, 0);
    if (page.page > 1 || this.place.contains(document.activeElement)) head.focus();
  }

  private drawNothing(query: string, page: Page): void {
    const text = say("no_result", { query });
    const parts: HTMLElement[] = [
      make("div", { class: "nothing" }, make("h2", {}, text), make("p", {}, say("no_result_help"))),
    ];
    if (page.near.length > 0) parts.push(this.results.near(page.near));
    this.show(parts);
    this.showTips(true);
    this.tips.classList.add("beside");
    this.status.textContent = text;
    window.scrollTo(0, 0);
  }

  private needsGuide(page: Page): boolean {
    const from = this.settings.pleaseReadGuide;
    return from > 0 && page.pages >= from;
  }

  /// Draws the eye to the help for as long as the site asks; the help itself stays.
  private emphasise(): void {
    this.tips.classList.add("beside", "please_read");
    window.setTimeout(
      () => this.tips.classList.remove("please_read"),
      this.settings.pleaseReadGuideTimer * 1000,
    );
  }

  private fail(place: Place, error: unknown): void {
    const bare = error instanceof NoData;
    const again = make("button", { type: "button", class: "btn_again" }, say("again"));
    again.addEventListener("click", () => void this.go(place, false));
    const title = say(bare ? "no_data" : "failed");
    const box = make("div", { class: "nothing" }, make("h2", {}, title));
    if (!bare) box.append(make("p", {}, say("failed_help")));
    box.append(again);
    this.show([box]);
    this.showTips(false);
    this.status.textContent = title;
    this.waiting = false;
    this.tellSize();
  }

  private choose(choice: Choice): void {
    this.status.textContent = say("chosen");
    this.channel.tell({ name: "complete", data: complete(choice, this.settings) });
  }

  private tellSize(): void {
    if (this.waiting) return;
    const box = this.whole.getBoundingClientRect();
    const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
    if (this.size === `${width}x${height}` || height === 0) return;
    this.size = `${width}x${height}`;
    this.channel.tell({ name: "resize", width, height });
  }

  private async ask({ query, page }: Place, stop: AbortSignal): Promise<Page> {
    const full = this.settings.shorthand ? "0" : "1";
    return readPage(await load("search", { q: query, page: String(page), full }, stop));
  }

  private async suggest(typed: string, stop: AbortSignal): Promise<string[]> {
    const count = String(this.settings.maxSuggestItems);
    const answer = (await load("suggest", { q: typed, count }, stop)) as { items?: string[] };
    return answer.items ?? [];
  }
}

class NoData extends Error {}

async function load(name: string, query: Record<string, string>, signal: AbortSignal) {
  const url = `/postcode/api/${name}?${new URLSearchParams(query).toString()}`;
  const response = await fetch(url, { credentials: "omit", signal });
  if (response.status === 503) throw new NoData();
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()) as unknown;
}

new App().start();
