// SPDX-License-Identifier: Apache-2.0
// Results as rows for programs and as tables for people.

/** One row of the JSON answer; `peer` = {name, value} of what it is compared with. */
export function row(name, value, unit, peer) {
  return { name, value: rounded(value), unit, peer: peer?.name ?? null,
    peer_value: peer ? rounded(peer.value) : null,
    ratio: peer?.value ? rounded(value / peer.value) : null };
}

const rounded = (value) => Number(value.toPrecision(4));

export function number(value) {
  if (value === undefined || value === null) return '';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

export const percent = (share) => (share === undefined ? '' : `${Math.round(share * 100)} %`);

/** Columns as wide as their widest cell; the first is flush left, the others flush right. */
export function table(header, lines) {
  const all = [header, ...lines];
  const widths = header.map((_, i) => Math.max(...all.map((line) => line[i].length)));
  const draw = (line) => line.map((cell, i) =>
    (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd();
  return [draw(header), widths.map((width) => '─'.repeat(width)).join('  '), ...lines.map(draw)]
    .join('\n');
}
