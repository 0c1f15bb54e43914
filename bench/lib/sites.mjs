// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';

import { report } from './sites_report.mjs';
import { program, say, two_cores, with_scope } from './tools.mjs';

const kPeople = Number(process.env.HAETAE_BENCH_PEOPLE ?? 1_000_000);
const kParts = ['speed', 'costs', 'cold'];
const kPoints = ['passkey_sign_in', 'code_exchange', 'refresh'];

/** Which parts of the benchmark HAETAE_BENCH_ONLY names, and which one point of `speed`. */
function chosen(only) {
  if (only === '') return { parts: kParts, point: '' };
  if (kPoints.includes(only)) return { parts: ['speed'], point: only };
  const parts = only.split(',');
  const wrong = parts.find((part) => !kParts.includes(part));
  if (wrong) {
    throw new Error(`HAETAE_BENCH_ONLY: ${wrong} is neither a part (${kParts.join(', ')}) nor a `
      + `point (${kPoints.join(', ')})`);
  }
  return { parts, point: '' };
}

/** Three sites beside one beside a file; see bench/README.md. */
export const sites = {
  name: 'sites',
  about: 'three sites beside one and beside SQLite: durable writes, round trips, cold start; root',
  targets: ['haetae', 'haetae_bench_sites'],
  async run() {
    return with_scope(run);
  },
};

async function run(scope) {
  const { parts, point } = chosen(process.env.HAETAE_BENCH_ONLY ?? '');
  if (userInfo().uid !== 0) throw new Error('network namespaces are for root: use sudo');
  if (parts.includes('cold') && !(kPeople >= 1 && kPeople <= 20_000_000)) {
    throw new Error('HAETAE_BENCH_PEOPLE must be 1 to 20,000,000');
  }
  // Databases that start remove what is left of temporary tables, those of others too.
  const temporary = join(scope.folder, 'tmp');
  mkdirSync(temporary);
  const settings = join(scope.folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ dir: scope.folder, program: program('haetae'),
    people: kPeople, parts, point }));
  if (!two_cores()) say('one core only: everything shares it, and every figure is too low');
  const found = JSON.parse(await scope.run(program('haetae_bench_sites'), [settings],
    { env: { TMPDIR: temporary }, quiet: false }));
  return report(found);
}
