// SPDX-License-Identifier: Apache-2.0
// The empty document that holds the search page: a pop-up window, or a frame inside the site's
// element. Both have the origin of the site, so that one listener serves both.

export interface Shell {
  title: string;
  frameTitle: string;
  frameId: string;
  address: string;
  minWidth: number;
}

function style(element: HTMLElement, rules: Partial<CSSStyleDeclaration>): void {
  Object.assign(element.style, rules);
}

/// Makes the document of `target` anew and puts the search page into it.
/// It is built by hand, without markup: a site's policy on trusted types may forbid that.
export function fillShell(target: Window, shell: Shell): HTMLIFrameElement {
  const page = target.document;
  page.open();
  page.close();
  const root = page.documentElement;
  const body = page.body;
  root.lang = document.documentElement.lang || "ko";
  page.title = shell.title;
  const viewport = page.createElement("meta");
  viewport.name = "viewport";
  viewport.content = "width=device-width, initial-scale=1";
  page.head.append(viewport);
  style(root, { height: "100%" });
  style(body, { margin: "0", height: "100%", overflow: "hidden" });
  const frame = page.createElement("iframe");
  frame.id = frame.name = shell.frameId;
  frame.title = shell.frameTitle;
  frame.src = shell.address;
  style(frame, {
    position: "absolute",
    left: "0",
    top: "0",
    width: "100%",
    height: "100%",
    minWidth: `${shell.minWidth}px`,
    border: "0",
    margin: "0",
    padding: "0",
  });
  body.append(frame);
  return frame;
}
