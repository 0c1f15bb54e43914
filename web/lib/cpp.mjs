// SPDX-License-Identifier: Apache-2.0
// Files as C++ source, for programs that carry them.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
function fileRow(path, text) {
  const bytes = Buffer.from(text, "utf8");
  const lines = [];
  for (let at = 0; at < bytes.length; at += kPieceBytes) {
    lines.push("     " + literal(bytes.subarray(at, at + kPieceBytes)));
  }
  const pieces = lines.length ? lines : ['     ""'];
  return `    {"${path}",\n${pieces.join("\n")},\n     ${bytes.length}},`;
}

/// A C++ source of an array of files and the function that gives it. `files`: pairs of path and
/// text; `type` has a path and bytes, and is declared with `accessor` in `header`.
export function embeddedSource({ maker, header, module, type, accessor, files }) {
  const rows = [...files].map(([path, text]) => fileRow(path, text));
  return `// SPDX-License-Identifier: Apache-2.0
// Made by ${maker}.
#include "${header}"

#pragma GCC diagnostic ignored "-Woverlength-strings"

namespace haetae::${module} {
namespace {

constexpr ${type} kFiles[] = {
${rows.join("\n")}
};

}  // namespace

std::span<const ${type}> ${accessor}() { return kFiles; }

}  // namespace haetae::${module}
`;
}

/// Folders with the files in them: a folder's time changes when a file comes or goes.
function watched(folders) {
  return folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name)),
  ]);
}

/// What the build tool reads to know when to run again (a depfile).
export function writeWatch(watch, source, folders) {
  writeFileSync(watch, `${source}: ${watched(folders).join(" ")}\n`);
}
