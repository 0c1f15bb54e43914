// SPDX-License-Identifier: Apache-2.0
// Files as C++ source, for programs that carry them.

const kPieceBytes = 4096;

/// A C++ string literal of these bytes; three-digit octal escapes end by themselves.
function literal(bytes) {
  let text = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const plain = byte >= 0x20 && byte < 0x7f && !'"\\?'.includes(character);
    text += plain ? character : "\\" + byte.toString(8).padStart(3, "0");
  }
  return `"${text}"`;
}

/// One row of an array of `EmbeddedFile`: path, bytes, size.
export function fileRow(path, text) {
  const bytes = Buffer.from(text, "utf8");
  const lines = [];
  for (let at = 0; at < bytes.length; at += kPieceBytes) {
    lines.push("     " + literal(bytes.subarray(at, at + kPieceBytes)));
  }
  const pieces = lines.length ? lines : ['     ""'];
  return `    {"${path}",\n${pieces.join("\n")},\n     ${bytes.length}},`;
}
