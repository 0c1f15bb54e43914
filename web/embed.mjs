// SPDX-License-Identifier: Apache-2.0
// node web/embed.mjs OUTDIR SOURCE.cpp SOURCE.d
// Builds the pages into OUTDIR (see build.mjs) and writes them once more as a C++ source, so that
// the server carries them: it needs no files beside it. SOURCE.d tells the build what to watch.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildAll } from "./build.mjs";
import { webRoot } from "./lib/compile.mjs";
import { fileRow } from "./lib/cpp.mjs";

const kInputs = ["css", "img", "lib", "pages", "src", "strings"];

/// Every input file, and the folders, whose time changes when a file comes or goes.
function inputs() {
  const folders = kInputs.map((name) => join(webRoot, name));
  return folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder).map((name) => join(folder, name)),
  ]);
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
  rows.push(fileRow(path, text));
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
