// SPDX-License-Identifier: Apache-2.0
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { say } from './tools.mjs';

const kScript = join(dirname(fileURLToPath(import.meta.url)), 'address_peers.py');
const kQuestions = 200;

/** Indexes of Debian over the corpus, one after the other; see address_peers.py. */
export async function measure_peers(scope, cores) {
  const all = [];
  for (const peer of ['sqlite', 'groonga', 'postgres']) {
    say(`${peer} over the same corpus`);
    all.push(...JSON.parse(await scope.run('python3', [kScript, peer,
      join(scope.folder, 'corpus.tsv'), join(scope.folder, 'queries.tsv'), String(kQuestions)],
    { core: cores?.server })));
  }
  return all;
}
