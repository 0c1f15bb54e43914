// SPDX-License-Identifier: Apache-2.0
import { find, make } from "./dom";
import { say } from "./words";

const kPauseMs = 60;

interface Hooks {
  /// Texts for what was typed, best first.
  ask: (typed: string, stop: AbortSignal) => Promise<string[]>;
  /// A suggestion was taken.
  take: (text: string) => void;
  say: (text: string) => void;
}

/// Suggestions below the search field: the combobox pattern with a listbox (ARIA APG). The focus
/// stays in the field.
export class Suggestions {
  private readonly field = find<HTMLInputElement>("#region_name");
  private readonly list = find<HTMLUListElement>("#suggestions");
  private active = -1;
  private timer = 0;
  private request: AbortController | undefined;

  constructor(private readonly hooks: Hooks) {
    this.field.addEventListener("input", () => this.schedule());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.field.addEventListener("blur", () => this.close());
    // A press would take the focus from the field, and with it the list, before the click.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("li");
      if (option) this.take(this.options.indexOf(option));
    });
  }

  close(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
    this.show([]);
  }

  private get options(): HTMLLIElement[] {
    return Array.from(this.list.querySelectorAll("li"));
  }

  private get isOpen(): boolean {
    return !this.list.hidden;
  }

  private schedule(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
    if (this.field.value.trim() === "") return this.show([]);
    this.timer = window.setTimeout(() => void this.ask(), kPauseMs);
  }

  private async ask(): Promise<void> {
    const request = new AbortController();
    this.request = request;
    const texts = await this.hooks.ask(this.field.value.trim(), request.signal).catch(() => []);
    if (request.signal.aborted || document.activeElement !== this.field) return;
    this.show(texts);
    if (texts.length > 0) this.hooks.say(say("suggestions_count", { count: texts.length }));
  }

  private show(texts: string[]): void {
    this.list.replaceChildren(
      ...texts.map((text, index) =>
        make("li", { id: `suggestion_${index}`, role: "option", lang: "ko" }, text),
      ),
    );
    this.list.hidden = texts.length === 0;
    this.field.setAttribute("aria-expanded", String(this.isOpen));
    this.point(-1);
  }

  private point(index: number): void {
    this.active = index;
    this.options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.options[index];
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  private press(event: KeyboardEvent): void {
    // While Hangul is being composed, the keys are the input method's.
    if (event.isComposing || !this.isOpen) return;
    const count = this.options.length;
    if (event.key === "ArrowDown") this.point((this.active + 2) % (count + 1) - 1);
    else if (event.key === "ArrowUp") this.point((this.active + 1 + count) % (count + 1) - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.active >= 0) this.take(this.active);
    else return;
    event.preventDefault();
  }

  private take(index: number): void {
    const text = this.options[index]?.textContent ?? "";
    this.close();
    this.hooks.take(text);
  }
}
