// SPDX-License-Identifier: Apache-2.0
import { program, say, with_scope } from './tools.mjs';
import { number, row, table } from './rows.mjs';

/** The SQLite store alone, by threads that wait for their writes; see bench/store_bench.cpp. */
export const store = {
  name: 'store',
  about: 'the SQLite store alone: durable writes and reads per second, writes that share a commit',
  targets: ['store_bench'],
  async run() {
    return with_scope(async (scope) => {
      say('store_bench: about a minute');
      const text = await scope.run(program('store_bench'), ['--benchmark_format=json'],
        { env: { HAETAE_BENCH_FOLDER: scope.folder } });
      const found = JSON.parse(text).benchmarks.filter(({ run_type }) => run_type === 'iteration');
      const rows = [];
      const lines = [];
      for (const one of found) {
        const [what] = one.name.split('/');
        const name = `store/${what}/${one.threads}`;
        rows.push(row(name, one.items_per_second, '1/s'));
        if (one.writes_per_commit) {
          rows.push(row(`${name}/writes_per_commit`, one.writes_per_commit, 'writes'));
          rows.push(row(`${name}/commit`, one.commit_ms, 'ms'));
        }
        lines.push([what, String(one.threads), number(one.items_per_second),
          number(one.writes_per_commit), number(one.commit_ms)]);
      }
      return { rows, text: table(['store', 'threads', 'per second', 'writes/commit', 'commit ms'],
        lines) };
    });
  },
};
