// SPDX-License-Identifier: Apache-2.0
// The commands in docs/runbooks: indented lines, and words in backticks that begin like a command.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { kRepositoryDir } from './paths.mjs';

const kFolder = join(kRepositoryDir, 'docs', 'runbooks');
const kInline = /`((?:haetae (?:site|backup|doctor|keys|incident)|systemctl|mariadb-backup) [^`]+)`/g;

/** The blocks of indented lines of a document, each as it is typed. */
function blocks_of(text) {
  const blocks = [];
  let block = null;
  for (const line of text.split('\n')) {
    const indent = /^( {4,})\S/.exec(line);
    const is_item = /^\s*(\d+\.|-) /.test(line);
    if (indent && !is_item && (block || blocks.blank !== false)) {
      if (!block) blocks.push(block = []);
      block.push(line.trim());
    } else if (line.trim() !== '') {
      block = null;
    }
    blocks.blank = line.trim() === '';
  }
  return blocks.map((lines) => lines.join('\n'));
}

/** All runbooks; remembers what was taken out to be run. */
export function make_runbook() {
  const files = Object.fromEntries(readdirSync(kFolder).filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(join(kFolder, name), 'utf8')]));
  const used = new Set();
  return {
    /** The block that holds these words. */
    block(file, words) {
      const found = blocks_of(files[file]).filter((block) => block.includes(words));
      if (found.length !== 1) throw new Error(`${file}: ${found.length} blocks with “${words}”`);
      for (const line of found[0].split('\n')) used.add(`${file}: ${line}`);
      return found[0];
    },
    /** A command within the text. */
    inline(file, command) {
      if (!files[file].includes(`\`${command}\``)) throw new Error(`${file} has no “${command}”`);
      used.add(`${file}: ${command}`);
      return command;
    },
    /** What stands in the runbooks and was not taken. */
    left(except = []) {
      const all = new Set();
      for (const [file, text] of Object.entries(files)) {
        if (except.includes(file)) continue;
        for (const block of blocks_of(text)) {
          for (const line of block.split('\n')) all.add(`${file}: ${line}`);
        }
        for (const [, command] of text.matchAll(kInline)) all.add(`${file}: ${command}`);
      }
      return [...all].filter((one) => !used.has(one));
    },
  };
}
