// SPDX-License-Identifier: Apache-2.0
// Comforts of forms. Without them every form works the same, with one more step.

const kSvg = "http://www.w3.org/2000/svg";
const kEye =
  "M2 12c2.3-4.3 5.7-6.5 10-6.5S19.700 7.700 22 12c-2.3 4.3-5.7 6.5-10 6.5S4.3 16.300 2 12z";

function eyeIcon(): SVGElement {
  const svg = document.createElementNS(kSvg, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const path of [kEye, "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", "M4 20 20 4"]) {
    const element = document.createElementNS(kSvg, "path");
    element.setAttribute("d", path);
    svg.append(element);
  }
  return svg;
}

/// Adds the button that shows a password while it is typed.
export function startReveal(): void {
  document.querySelectorAll<HTMLElement>("[data-reveal]").forEach((box) => {
    const input = box.querySelector("input");
    if (!input) return;
    const button = document.createElement("button");
    const icon = eyeIcon();
    const strike = icon.lastElementChild;
    button.type = "button";
    button.className = "reveal__button";
    const paint = (): void => {
      const shown = input.type === "text";
      button.setAttribute("aria-label", (shown ? box.dataset.hide : box.dataset.show) ?? "");
      strike?.setAttribute("visibility", shown ? "visible" : "hidden");
    };
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      paint();
    });
    input.form?.addEventListener("submit", () => (input.type = "password"));
    button.append(icon);
    paint();
    box.classList.add("reveal--on");
    box.append(button);
  });
}

/// "Agree to all" follows its boxes and its boxes follow it.
export function startAgree(): void {
  document.querySelectorAll<HTMLElement>("[data-agree]").forEach((group) => {
    const all = group.querySelector<HTMLInputElement>("[data-agree-all]");
    if (!all) return;
    const boxes = Array.from(group.querySelectorAll<HTMLInputElement>("input[type=checkbox]"));
    const others = boxes.filter((box) => box !== all);
    const follow = (): void => {
      const checked = others.filter((box) => box.checked).length;
      all.checked = others.length > 0 && checked === others.length;
      all.indeterminate = checked > 0 && checked < others.length;
    };
    all.addEventListener("change", () => others.forEach((box) => (box.checked = all.checked)));
    others.forEach((box) => box.addEventListener("change", follow));
    follow();
  });
}

/// A second press while the first is under way would only meet a used form token.
export function startSubmitOnce(): void {
  document.querySelectorAll("form").forEach((form) => {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
    window.addEventListener("pageshow", () => (sent = false));
  });
}

/// Forms that need no press: one that only carries something on, and a choice that opens the next.
export function startSelfSubmit(): void {
  document.querySelectorAll<HTMLSelectElement>("select[data-submit-change]").forEach((select) => {
    select.addEventListener("change", () => select.form?.requestSubmit());
  });
  document.querySelector<HTMLFormElement>("form[data-submit-now]")?.requestSubmit();
}

/// Puts the focus on the list of errors, so that it is read out first.
export function startErrors(): void {
  document.querySelector<HTMLElement>("[data-errors]")?.focus();
}
