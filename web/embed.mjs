// SPDX-License-Identifier: Apache-2.0
// node web/embed.mjs OUTDIR SOURCE.cpp SOURCE.d
// Builds the pages into OUTDIR (see build.mjs) and writes them once more as a C++ source, so that
// the server carries them: it needs no files beside it. SOURCE.d tells the build what to watch.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildAll } from "./build.mjs";
import { webRoot } from "./lib/compile.mjs";
import { embeddedSource, writeWatch } from "./lib/cpp.mjs";

const kInputs = ["css", "img", "lib", "pages", "src", "strings"];

const [out, source, watch] = process.argv.slice(2);
if (!out || !source || !watch) {
  process.stderr.write("usage: node web/embed.mjs OUTDIR SOURCE.cpp SOURCE.d\n");
  process.exit(2);
}
const files = await buildAll();
for (const [path, text] of files) {
  const target = join(resolve(out), path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
writeFileSync(
  source,
  embeddedSource({
    maker: "web/embed.mjs from the sources in web/",
    header: "embedded.hpp",
    module: "web",
    type: "EmbeddedFile",
    accessor: "embedded_files",
    files,
  }),
);
writeWatch(
  watch,
  source,
  kInputs.map((name) => join(webRoot, name)),
);
