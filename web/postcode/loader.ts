// SPDX-License-Identifier: Apache-2.0
// The script that sites load, at Kakao's paths: the constructor Postcode in the namespaces `daum`
// and `kakao`. It shows the search page of the server that it came from.
import { type FrameEvent, type FrameMessage, messageMark, searchPath } from "./contract";
import { settingsFrom, toQuery } from "./settings";
import { fillShell } from "./shell";

type Options = Record<string, unknown>;
type CloseState = "FORCE_CLOSE" | "COMPLETE_CLOSE";

interface ShowOptions {
  q?: string;
  autoClose?: boolean;
}

interface OpenOptions extends ShowOptions {
  left?: number | string;
  top?: number | string;
  popupTitle?: string;
  popupKey?: string;
  popupName?: string;
}

const kWidth = { usual: 500, least: 300 };
const kHeight = { usual: 500, least: 400 };
const kMinWidth = 300;
const kWatchMs = 250;
const kLayerTitle = "우편번호서비스 레이어 프레임";
const kFrameTitle = "우편번호 검색 프레임";
const kPopupTitle = "우편번호 서비스";
const kLayerId = "__daum__layer_";
const kFrameId = "__daum__viewerFrame_";
const kScriptFile = "postcode.v2.js";

/// The origin that served this script; `data-origin` tells it where a site carries a copy.
const home = (() => {
  const scripts = Array.from(document.querySelectorAll<HTMLScriptElement>("script[src]"));
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    scripts.reverse().find(({ src }) => src.includes(kScriptFile));
  const origin = script?.getAttribute("data-origin") ?? script?.src;
  return origin ? new URL(origin, window.location.href).origin : window.location.origin;
})();

/// The windows that searches run in, so that a second one of the same name takes over the first.
const popups = new WeakMap<Window, Run>();
let channels = 0;

/// A number of pixels within its limits, or a length like "100%".
function length(value: unknown, { usual, least }: typeof kWidth): string {
  if (typeof value === "string" && /^\d+(\.\d+)?%$/.test(value.trim())) return value.trim();
  return `${pixels(value, { usual, least })}px`;
}

function pixels(value: unknown, { usual, least }: typeof kWidth): number {
  const given = typeof value === "string" ? parseFloat(value) : Number(value ?? NaN);
  const plain = typeof value !== "string" || /^\d+(\.\d+)?(px)?$/.test(value.trim());
  return plain && given >= least ? given : usual;
}

function minWidthOf(options: Options): number {
  const given = Number(options.minWidth ?? kMinWidth);
  return given >= 0 && given <= kMinWidth ? given : kMinWidth;
}

/// The lowest number that no other frame of this page has.
function freeNumber(): number {
  let number = 1;
  while (document.getElementById(`${kLayerId}${number}`)) number += 1;
  return number;
}

function call(handler: unknown, value: unknown): void {
  if (typeof handler === "function") handler(value);
}

/// One search, from its show to its end: hears what the frame says and tells the site.
class Run {
  private frame: HTMLIFrameElement | undefined;
  private window: Window | undefined;
  private readonly channel = String((channels += 1));
  private over = false;

  constructor(
    private readonly options: Options,
    private readonly show: ShowOptions,
    private readonly takeAway: () => void,
  ) {}

  /// Fills `target`, a window of the site's own origin.
  fill(target: Window, number: number, title: string): void {
    const settings = settingsFrom(this.options, {
      origin: window.location.origin,
      channel: this.channel,
      query: String(this.show.q ?? ""),
    });
    this.window = target;
    this.frame = fillShell(target, {
      title,
      frameTitle: kFrameTitle,
      frameId: `${kFrameId}${number}`,
      address: `${home}${searchPath}?${toQuery(settings)}`,
      minWidth: minWidthOf(this.options),
    });
    target.addEventListener("message", this.hear);
  }

  /// True while the frame stands in `target`; a window loses it when it is moved in the page.
  stands(target: Window): boolean {
    return this.frame !== undefined && target.document.contains(this.frame);
  }

  /// Ends without a word: another search takes the place of this one.
  drop(): void {
    this.over = true;
    this.window?.removeEventListener("message", this.hear);
  }

  /// Ends, and tells the site why. Does nothing the second time.
  end(state: CloseState): void {
    if (this.over) return;
    this.drop();
    this.takeAway();
    call(this.options.onclose, state);
  }

  get isOver(): boolean {
    return this.over;
  }

  private readonly hear = (event: MessageEvent): void => {
    const message = event.data as Partial<FrameMessage> | null;
    if (event.origin !== home || event.source !== this.frame?.contentWindow) return;
    if (message?.mark !== messageMark || message.channel !== this.channel) return;
    if (message.event && !this.over) this.tell(message.event);
  };

  private tell(event: FrameEvent): void {
    if (event.name === "search") call(this.options.onsearch, { q: event.q, count: event.count });
    if (event.name === "resize") {
      call(this.options.onresize, { width: event.width, height: event.height });
    }
    if (event.name !== "complete") return;
    try {
      call(this.options.oncomplete, event.data);
    } finally {
      // A handler of the site that throws must not leave the search open.
      if (this.show.autoClose !== false) this.end("COMPLETE_CLOSE");
    }
  }
}

function makeLayer(options: Options, number: number): HTMLElement {
  const layer = document.createElement("div");
  layer.id = `${kLayerId}${number}`;
  Object.assign(layer.style, {
    position: "relative",
    width: length(options.width, kWidth),
    height: length(options.height, kHeight),
    minWidth: `${minWidthOf(options)}px`,
    margin: "0",
    padding: "0",
    overflow: "hidden",
    zIndex: "0",
    backgroundColor: "#fff",
  });
  const outer = document.createElement("iframe");
  outer.title = kLayerTitle;
  Object.assign(outer.style, {
    position: "absolute",
    left: "0",
    top: "0",
    width: "100%",
    height: "100%",
    border: "0",
    margin: "0",
    padding: "0",
    overflow: "hidden",
  });
  layer.append(outer);
  return layer;
}

function animate(layer: HTMLElement): void {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still || typeof layer.animate !== "function") return;
  layer.animate([{ opacity: 0, transform: "translateY(12px)" }, { opacity: 1, transform: "none" }], {
    duration: 200,
    easing: "ease-out",
  });
}

/// Where a window of this size stands in the middle of the site's own window.
function centre(width: number, height: number): { left: number; top: number } {
  return {
    left: Math.round(window.screenX + (window.outerWidth - width) / 2),
    top: Math.round(window.screenY + (window.outerHeight - height) / 2),
  };
}

function features(options: Options, show: OpenOptions): string {
  const width = pixels(options.width, kWidth);
  const height = pixels(options.height, kHeight);
  const place = centre(width, height);
  const at = (given: unknown, otherwise: number) => {
    const number = parseInt(String(given ?? ""), 10);
    return Number.isNaN(number) ? otherwise : number;
  };
  const left = at(show.left, place.left);
  const top = at(show.top, place.top);
  return `width=${width},height=${height},left=${left},top=${top},scrollbars=yes,resizable=yes`;
}

class Postcode {
  private readonly options: Options;

  constructor(options?: Options | null) {
    this.options = options ?? {};
  }

  /// Puts the search into `element`; a search of ours that is still in there makes room.
  /// Without an element it goes to the end of the page.
  embed(element?: HTMLElement | null, show?: ShowOptions | null): void {
    const place = element ?? document.body;
    for (const child of Array.from(place.children)) {
      if (child.id.startsWith(kLayerId)) child.remove();
    }
    const number = freeNumber();
    const layer = makeLayer(this.options, number);
    const run = new Run(this.options, show ?? {}, () => layer.remove());
    place.append(layer);
    if (this.options.animation) animate(layer);
    const outer = layer.firstElementChild as HTMLIFrameElement;
    let filling = false;
    const fill = () => {
      const inside = outer.contentWindow;
      if (filling || !inside || run.isOver || run.stands(inside)) return;
      filling = true;
      run.fill(inside, number, kLayerTitle);
      filling = false;
    };
    // A frame that is moved in the page starts again, empty. Filling it makes it load, too.
    outer.addEventListener("load", fill);
    fill();
  }

  /// Opens a window; browsers allow that only in answer to a press of a key or button.
  open(show?: OpenOptions | null): void {
    const given = show ?? {};
    const name = given.popupKey ?? given.popupName ?? "_blank";
    const popup = window.open("", name, features(this.options, given));
    if (!popup) {
      console.warn("Postcode: the browser refused to open a window");
      return;
    }
    popups.get(popup)?.drop();
    const run = new Run(this.options, given, () => popup.close());
    popups.set(popup, run);
    run.fill(popup, 1, given.popupTitle ?? kPopupTitle);
    popup.focus();
    // No event tells for sure that a window was closed.
    const watch = window.setInterval(() => {
      if (popup.closed) run.end("FORCE_CLOSE");
      if (run.isOver) window.clearInterval(watch);
    }, kWatchMs);
  }
}

const about = {
  version: "2.haetae.1",
  _validParam_: true,
  /// Calls at once: with `autoload=false` too, everything is in this script.
  load(ready?: () => void): void {
    call(ready, undefined);
  },
};

/// Kakao's maps live in the same namespaces.
for (const name of ["daum", "kakao"] as const) {
  const globals = window as unknown as Record<string, Record<string, unknown> | undefined>;
  const space = (globals[name] ??= {});
  space.Postcode = Postcode;
  space.postcode = Object.assign(space.postcode ?? {}, about);
}
