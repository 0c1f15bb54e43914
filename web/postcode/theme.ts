// SPDX-License-Identifier: Apache-2.0
import { type Theme, themeColours } from "./contract";

/// Relative luminance (WCAG 2.2) of `#rgb` or `#rrggbb`.
function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const kDarkBelow = 0.18;

/// Puts the site's colours in place; the style sheet derives the rest from them.
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  for (const name of themeColours) {
    const colour = theme[name];
    if (!colour) continue;
    root.style.setProperty(`--${name}`, colour);
    root.classList.add("themed", `themed_${name}`);
  }
  const ground = theme.contentBgColor ?? theme.bgColor;
  if (ground && luminance(ground) < kDarkBelow) root.style.colorScheme = "dark";
}
