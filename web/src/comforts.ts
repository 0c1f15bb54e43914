// SPDX-License-Identifier: Apache-2.0

const kSteps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const kRelativeSecondsMax = 30 * 86400;

/// "3 minutes ago" instead of a date, where the difference is what matters. The date stays as
/// the tooltip.
export function startRelativeTimes(): void {
  if (typeof Intl.RelativeTimeFormat !== "function") return;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  document.querySelectorAll<HTMLTimeElement>("time[data-relative]").forEach((element) => {
    const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds) || Math.abs(seconds) > kRelativeSecondsMax) return;
    const step = kSteps.find(([, size]) => Math.abs(seconds) >= size);
    element.title = element.textContent ?? "";
    element.textContent = step
      ? words.format(Math.round(seconds / step[1]), step[0])
      : words.format(0, "second");
  });
}

/// A click on a value selects it whole, ready to be copied.
export function startCopy(): void {
  document.querySelectorAll<HTMLElement>("[data-copy]").forEach((element) => {
    element.addEventListener("click", () => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const selection = window.getSelection();
      selection?.removeAllRanges();
      selection?.addRange(range);
    });
  });
}
