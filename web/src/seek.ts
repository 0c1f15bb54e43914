// SPDX-License-Identifier: Apache-2.0
// The address search of the start page: completes what is typed, shows the address chosen, and
// opens the postcode window as a site would.

interface Suggestion {
  text: string;
}

interface Address {
  zip?: string;
  road_address?: string;
  lot_address?: string;
  english_address?: string;
}

interface PostcodeData {
  roadAddress: string;
  address: string;
}

interface PostcodeWindow extends Window {
  kakao?: { Postcode: new (options: { oncomplete: (data: PostcodeData) => void }) => { open(): void } };
}

const kScript = "/mapjsapi/bundle/postcode/prod/postcode.v2.js";

async function read<Answer>(path: string, query: string): Promise<Answer> {
  const response = await fetch(`${path}?query=${encodeURIComponent(query)}&limit=8`, {
    headers: { Accept: "application/json" },
  });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Answer;
}

class Seeker {
  private readonly query: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private readonly found: HTMLElement;
  /// Answers to older questions are dropped.
  private asked = 0;

  constructor(private readonly form: HTMLFormElement) {
    const part = <T extends HTMLElement>(name: string): T => {
      const element = form.querySelector<T>(`[data-seek-${name}]`);
      if (!element) throw new Error(name);
      return element;
    };
    this.query = part("query");
    this.list = part("list");
    this.status = part("status");
    this.found = part("found");
    this.query.addEventListener("input", () => void this.suggest());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.choose(this.query.value);
    });
    this.offerPostcode(part("postcode"));
  }

  private word(name: "empty" | "failed" | "choices", count = 0): string {
    return (this.form.dataset[name] ?? "").replace("{count}", String(count));
  }

  private async suggest(): Promise<void> {
    const typed = this.query.value.trim();
    const mine = ++this.asked;
    this.found.hidden = true;
    if (typed === "") return this.show([], "");
    try {
      const answer = await read<{ suggestions: Suggestion[] }>("/v1/address/suggest", typed);
      if (mine !== this.asked) return;
      const count = answer.suggestions.length;
      this.show(answer.suggestions, count === 0 ? this.word("empty") : this.word("choices", count));
    } catch {
      if (mine === this.asked) this.show([], this.word("failed"));
    }
  }

  private show(suggestions: Suggestion[], status: string): void {
    this.status.textContent = status;
    this.list.replaceChildren(
      ...suggestions.map(({ text }) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = text;
        button.addEventListener("click", () => {
          this.query.value = text;
          this.query.focus();
          void this.choose(text);
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
  }

  private async choose(text: string): Promise<void> {
    const mine = ++this.asked;
    try {
      const answer = await read<{ results: { address?: Address }[] }>("/v1/address/search", text);
      if (mine !== this.asked) return;
      const address = answer.results.find((hit) => hit.address)?.address;
      if (!address) return this.show([], this.word("empty"));
      this.show([], "");
      this.tell(address);
    } catch {
      if (mine === this.asked) this.show([], this.word("failed"));
    }
  }

  private tell(address: Address): void {
    this.found.querySelectorAll<HTMLElement>("[data-seek-part]").forEach((part) => {
      const value = address[part.dataset["seekPart"] as keyof Address];
      part.textContent = value ?? "";
      if (part.parentElement) part.parentElement.hidden = value === undefined;
    });
    this.found.hidden = false;
  }

  /// The very script that sites include; a strict policy needs the page's nonce on it.
  private offerPostcode(button: HTMLButtonElement): void {
    const script = document.createElement("script");
    script.src = kScript;
    script.nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
    script.addEventListener("load", () => {
      const Postcode = (window as PostcodeWindow).kakao?.Postcode;
      if (!Postcode) return;
      button.hidden = false;
      button.addEventListener("click", () =>
        new Postcode({
          oncomplete: (data) => {
            const text = data.roadAddress === "" ? data.address : data.roadAddress;
            this.query.value = text;
            void this.choose(text);
          },
        }).open(),
      );
    });
    document.head.append(script);
  }
}

export function startSeek(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-seek]").forEach((form) => {
    new Seeker(form);
  });
}
