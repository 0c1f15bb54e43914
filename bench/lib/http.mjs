// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { kNginx, start_nginx } from './nginx.mjs';
import { number, percent, row, table } from './rows.mjs';
import { free_port, get, program, say, two_cores, until_answered, with_scope } from './tools.mjs';

const kPaths = { fixed: '/fixed', pool: '/pool', shared: '/shared' };

/** Rows of fixed answers in the module http, beside nginx; see bench/bench_http_server.cpp. */
export const http = {
  name: 'http',
  about: 'the HTTP server alone: inline, pooled and shared fixed answers beside nginx',
  targets: ['bench_http_server', 'haetae_bench_load'],
  async run() {
    return with_scope(async (scope) => {
      const cores = two_cores();
      const port = await free_port();
      const server = scope.start(program('bench_http_server'), [String(port)],
        { core: cores?.server });
      await until_answered(server, port, '/fixed');
      const bodies = {};
      for (const path of Object.values(kPaths)) bodies[path] = (await get(port, path)).body.length;
      const nginx = await start_nginx(scope, bodies, cores?.server);
      const settings = join(scope.folder, 'settings.json');
      writeFileSync(settings, JSON.stringify({ port, pid: server.pid, peer_port: nginx.port,
        peer_pid: nginx.pid, fetches: kPaths }));
      say('fixed answers of http and nginx by turns: about 40 s');
      const points = JSON.parse(await scope.run(program('haetae_bench_load'), ['fetch', settings],
        { core: cores?.load, quiet: false }));
      return report(points);
    });
  },
};

function report(points) {
  const rows = [];
  const lines = [];
  for (const point of points.filter(({ name }) => !name.endsWith('/peer'))) {
    const peer = points.find(({ name, clients }) =>
      name === `${point.name}/peer` && clients === point.clients);
    const name = `http/${point.name}/${point.clients}`;
    rows.push(row(name, point.per_second, '1/s', { name: kNginx, value: peer.per_second }),
      row(`${name}/p99`, point.latency.p99_ms, 'ms', { name: kNginx, value: peer.latency.p99_ms }));
    lines.push([point.name, String(point.clients), number(point.per_second),
      number(point.latency.p50_ms), number(point.latency.p99_ms), number(peer.per_second),
      percent(point.per_second / peer.per_second),
      percent(point.per_server_cpu_second / peer.per_server_cpu_second),
      percent(point.load.cpu_share)]);
  }
  return { rows, text: table(['http', 'clients', 'per second', 'p50 ms', 'p99 ms', 'nginx', 'of nginx',
    'per CPU-second', 'load CPU'], lines) };
}
