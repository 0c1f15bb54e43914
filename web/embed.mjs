// SPDX-License-Identifier: Apache-2.0
// node web/embed.mjs OUTDIR SOURCE.cpp SOURCE.d
// Builds the pages into OUTDIR (see build.mjs) and writes them once more as a C++ source, so that
// the server carries them: it needs no files beside it. SOURCE.d tells the build what to watch.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildAll } from "./build.mjs";
import { webRoot } from "./lib/compile.mjs";

const kPieceBytes = 4096;

const kInputs = ["css", "img", "lib", "pages", "src", "strings"];

/// Every input file, and the folders, whose time changes when a file comes or goes.
function inputs() {
  const folders = kInputs.map((name) => join(webRoot, name));
  return folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder).map((name) => join(folder, name)),
  ]);
}

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

function pieces(text) {
  const bytes = Buffer.from(text, "utf8");
  const lines = [];
  for (let at = 0; at < bytes.length; at += kPieceBytes) {
    lines.push("     " + literal(bytes.subarray(at, at + kPieceBytes)));
  }
  return { length: bytes.length, lines: lines.length ? lines : ['     ""'] };
}

const [out, source, watch] = process.argv.slice(2);
if (!out || !source || !watch) {
  process.stderr.write("usage: node web/embed.mjs OUTDIR SOURCE.cpp SOURCE.d\n");
  process.exit(2);
}
const files = await buildAll();
const rows = [];
for (const [path, text] of files) {
  const target = join(resolve(out), path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  const { length, lines } = pieces(text);
  rows.push(`    {"${path}",\n${lines.join("\n")},\n     ${length}},`);
}
writeFileSync(
  source,
  `// SPDX-License-Identifier: Apache-2.0
// Made by web/embed.mjs from the sources in web/.
#include "embedded.hpp"

#pragma GCC diagnostic ignored "-Woverlength-strings"

namespace haetae::web {
namespace {

constexpr EmbeddedFile kFiles[] = {
${rows.join("\n")}
};

}  // namespace

std::span<const EmbeddedFile> embedded_files() { return kFiles; }

}  // namespace haetae::web
`,
);
writeFileSync(watch, `${source}: ${inputs().join(" ")}\n`);
