// SPDX-License-Identifier: Apache-2.0
import { cpus } from 'node:os';
import { mariadb } from './mariadb.mjs';
import { program, say, with_scope } from './tools.mjs';
import { number, row, table } from './rows.mjs';

/** What store_bench found, as rows whose names begin with `prefix`, and lines of a table. */
async function measure(scope, prefix, env) {
  const text = await scope.run(program('store_bench'), ['--benchmark_format=json'], { env });
  const found = JSON.parse(text).benchmarks.filter(({ run_type }) => run_type === 'iteration');
  const rows = [];
  const lines = [];
  for (const one of found) {
    const [what] = one.name.split('/');
    const name = `${prefix}/${what}/${one.threads}`;
    rows.push(row(name, one.items_per_second, '1/s'));
    if (one.writes_per_commit) {
      rows.push(row(`${name}/writes_per_commit`, one.writes_per_commit, 'writes'));
      rows.push(row(`${name}/commit`, one.commit_ms, 'ms'));
    }
    lines.push([prefix, what, String(one.threads), number(one.items_per_second),
      number(one.writes_per_commit), number(one.commit_ms)]);
  }
  return { rows, lines };
}

/** The stores alone, by threads that wait for their writes; see bench/store_bench.cpp. */
export const store = {
  name: 'store',
  about: 'the stores alone, SQLite and one MariaDB node: durable writes and reads per second',
  targets: ['store_bench'],
  async run() {
    return with_scope(async (scope) => {
      say(`store_bench: about two minutes on ${cpus().length} cores`);
      const file = await measure(scope, 'store', { HAETAE_BENCH_FOLDER: scope.folder });
      const socket = await mariadb(scope);
      const node = await measure(scope, 'store-mariadb', { HAETAE_BENCH_SOCKET: socket });
      return { rows: [...file.rows, ...node.rows],
        text: table(['store', 'what', 'threads', 'per second', 'writes/commit', 'commit ms'],
          [...file.lines, ...node.lines]) };
    });
  },
};
