// SPDX-License-Identifier: Apache-2.0
// The sign-in benchmark's points as rows and as the note for people.
import { kNginx } from './nginx.mjs';
import { number, percent, row, table } from './rows.mjs';

/** What is to be reached at 64 clients: a rate, or a share of nginx's fixed answer. */
const kAims = { refresh: { per_second: 5000 }, passkey_sign_in: { per_second: 3000 },
  jwks: { of_nginx: 0.8 }, discovery: { of_nginx: 0.8 }, access_token_info: { of_nginx: 0.8 } };
const kStartAimMilliseconds = 300;
const kManyClients = 64;

/** The fixed answer beside a point: of its own size where there is one, else of the key set's. */
function peer_of(points, point) {
  const find = (name) => points.find((one) =>
    one.name === `${name}/peer` && one.clients === point.clients);
  return find(point.name) ?? find('jwks');
}

/** What one operation cost the server: steadier than a rate where others use the machine too. */
const cpu_microseconds = ({ server, per_second }) => 1e6 * server.cpu_share / per_second;

function aim_of(point, peer) {
  const aim = kAims[point.name];
  if (!aim || point.clients !== kManyClients) return undefined;
  const wanted = aim.per_second ?? aim.of_nginx * peer.per_second;
  return { wanted, met: point.per_second >= wanted,
    text: aim.per_second ? number(aim.per_second) : `${percent(aim.of_nginx)} of nginx` };
}

function rows_of(points, starts, memory) {
  const rows = [];
  for (const point of points) {
    const peer = peer_of(points, point);
    const compare = (pick) => ({ name: kNginx, value: pick(peer) });
    const name = `signin/${point.name}/${point.clients}`;
    if (point.name.endsWith('/peer')) continue;
    rows.push(row(name, point.per_second, '1/s', compare((one) => one.per_second)));
    for (const which of ['p50', 'p99']) {
      rows.push(row(`${name}/${which}`, point.latency[`${which}_ms`], 'ms',
        compare((one) => one.latency[`${which}_ms`])));
    }
    if (point.second_step) {
      rows.push(row(`${name}/second_request/p99`, point.second_step.p99_ms, 'ms'));
    }
  }
  const nginx = (value) => ({ name: 'nginx', value });
  rows.push(row('signin/memory/started', memory.started, 'MiB', nginx(memory.nginx)),
    row('signin/memory/loaded', memory.loaded, 'MiB', nginx(memory.nginx)),
    row('signin/memory/peak', memory.peak, 'MiB', nginx(memory.nginx)),
    row('signin/start/healthz', starts.healthz, 'ms', nginx(starts.nginx)),
    row('signin/start/jwks', starts.jwks, 'ms', nginx(starts.nginx)));
  return rows;
}

function main_table(points) {
  const lines = points.filter(({ name }) => !name.endsWith('/peer')).map((point) => {
    const peer = peer_of(points, point);
    const aim = aim_of(point, peer);
    return [point.name, String(point.clients), number(point.per_second),
      number(point.latency.p50_ms), number(point.latency.p99_ms), number(peer.per_second),
      percent(point.per_second / peer.per_second), number(cpu_microseconds(point)),
      number(cpu_microseconds(peer)), percent(point.server.cpu_share),
      percent(point.load.cpu_share), number(point.store.writes_per_commit),
      aim ? `${aim.text}: ${aim.met ? 'reached' : 'MISSED'}` : ''];
  });
  return table(['', 'clients', 'per second', 'p50 ms', 'p99 ms', 'nginx', 'of nginx', 'CPU µs',
    'nginx CPU µs', 'server CPU',
    'load CPU', 'writes/commit', 'aim'], lines);
}

/** Where the time goes at a point whose aim was missed. */
function explain(point) {
  const { server, load, store } = point;
  const threads = Object.entries(server.thread_shares).filter(([, share]) => share > 0.005)
    .sort(([, a], [, b]) => b - a).map(([name, share]) => `${name} ${percent(share)}`).join(', ');
  const parts = [`${point.name} at ${point.clients} clients:`,
    `server ${percent(server.user_share)} user, ${percent(server.system_share)} system`,
    `(${number(cpu_microseconds(point))} µs of CPU each); threads: ${threads};`,
    `${number(server.waits_per_second / point.per_second)} waits and`,
    `${number(server.preemptions_per_second / point.per_second)} preemptions each;`,
    `load generator ${percent(load.cpu_share)} of its core`];
  if (store.writes_per_commit) {
    parts.push(`; ${number(store.writes_per_commit)} writes a commit, a commit takes`,
      `${number(store.commit_ms)} ms, a write waits ${number(store.write_ms)} ms`);
  }
  if (point.second_step) {
    parts.push(`; the second request alone: p50 ${number(point.second_step.p50_ms)} ms,`,
      `p99 ${number(point.second_step.p99_ms)} ms`);
  }
  return parts.join(' ').replaceAll(' ;', ';');
}

export function report({ points, starts, memory, cores }) {
  const failed = points.filter(({ failures }) => failures > 0);
  const missed = points.filter((point) => aim_of(point, peer_of(points, point))?.met === false);
  const text = [
    main_table(points), '',
    `memory    ${number(memory.started)} MiB when started, ${number(memory.loaded)} after the load, `
      + `${number(memory.peak)} at most; nginx ${number(memory.nginx)}`,
    `start-up  first /healthz after ${number(starts.healthz)} ms, first key set after `
      + `${number(starts.jwks)} ms (aim ${kStartAimMilliseconds}: `
      + `${starts.jwks <= kStartAimMilliseconds ? 'reached' : 'MISSED'}); nginx `
      + `${number(starts.nginx)} ms`, '',
    cores ? `Server and nginx on core ${cores.server}, load on core ${cores.load}.`
      : 'Server, nginx and load share the one core of this machine.',
    'nginx: return 200 with a body of the same size (of the key set\'s where there is none), one',
    'worker, access log off. Set beside the defaults: access log off, one I/O thread, 127.0.0.1 is a',
    'trusted proxy and every client has an address of its own, so that no budget for guesses or',
    'connections of one address bounds the run. Tokens are ES256, each write is on disk before its',
    'answer. A passkey sign-in is two requests; its signature is made on the load\'s core.',
    ...missed.map((point) => `\n${explain(point)}`),
    ...failed.map(({ name, clients, failures, first_failure }) =>
      `\n${failures} requests FAILED in ${name} at ${clients}; the first:\n${first_failure}`),
  ].join('\n');
  return { rows: rows_of(points, starts, memory), text };
}
