// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { measure_peers } from './address_peers.mjs';
import { kNginx, start_nginx } from './nginx.mjs';
import { number, percent, row, table } from './rows.mjs';
import { free_port, get, program, resident_mib, say, two_cores, until_answered, with_scope,
} from './tools.mjs';

const kAddresses = Number(process.env.HAETAE_BENCH_ADDRESSES ?? 6_400_000);
/** Peers index every row too, when asked to: it takes them most of an hour. */
const kPeerRows = Math.min(kAddresses, Number(process.env.HAETAE_BENCH_PEER_ROWS ?? 400_000));
const kBatchRows = 500_000;
const kPaths = { geocode: ['/v1/address/search?limit=1&query=', 'exact'],
  suggest: ['/v1/address/suggest?query=', 'prefix'],
  typo: ['/v1/address/search?limit=1&query=', 'typo'] };

/** What is to be reached, where latency is measured; others at three quarters of what they reach. */
const kRates = { geocode: 50_000 };

/** The address engine at the size of the nation; see bench/README.md. */
export const address = {
  name: 'address',
  about: 'addresses of a nation: import, memory, searches in process and over HTTP, swap; peers',
  targets: ['haetae', 'haetae_bench_nation', 'haetae_bench_address', 'haetae_bench_load'],
  packages: ['bench'],
  async run() {
    return with_scope(run);
  },
};

function config_of(port, folder) {
  return `dev = true
issuer = "http://localhost:${port}"
[data]
dir = "${join(folder, 'data')}"
[http]
port = ${port}
io_threads = 1
connections_per_address = 1000
[log]
access = false
level = "warning"
`;
}

export function questions_of(folder) {
  const kinds = {};
  for (const line of readFileSync(join(folder, 'queries.tsv'), 'utf8').split('\n')) {
    const [kind, text, meant] = line.split('\t');
    if (meant) (kinds[kind] ??= []).push({ text, meant });
  }
  return kinds;
}

/** Imports the official files with the command that operators use. */
async function build_index(scope, haetae, config) {
  say('importing the nation');
  const since = performance.now();
  await scope.run('/usr/bin/time', ['-o', join(scope.folder, 'time.txt'), '-f', '%e %U %S %M',
    haetae, 'import', 'juso', join(scope.folder, 'juso'), '--config', config, '--json']);
  const seconds = (performance.now() - since) / 1000;
  const used = readFileSync(join(scope.folder, 'time.txt'), 'utf8').trim().split(' ').map(Number);
  const store = join(scope.folder, 'data', 'address');
  const file = join(store, readdirSync(store).find((name) => name.endsWith('.hai')));
  return { file, store, seconds, cpu: used[1] + used[2], peak_mib: used[3] / 1024,
    index_mib: statSync(file).size / 2 ** 20 };
}

function write_lists(folder, kinds) {
  return Object.fromEntries(Object.entries(kPaths).map(([name, [path, kind]]) => {
    const file = join(folder, `${name}.paths`);
    writeFileSync(file, kinds[kind].map(({ text }) => path + encodeURIComponent(text)).join('\n'));
    return [name, file];
  }));
}

async function load_of(scope, cores, settings) {
  const file = join(scope.folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  return JSON.parse(await scope.run(program('haetae_bench_load'), ['lists', file],
    { core: cores?.load, quiet: false }));
}

async function measure_http(scope, cores, server, port, lists) {
  say('geocodes, suggestions and typos over HTTP, nginx by turns: about 40 s');
  const bodies = {};
  for (const [name, file] of Object.entries(lists)) {
    const [path] = readFileSync(file, 'utf8').split('\n');
    bodies[`/${name}`] = (await get(port, path)).body.length;
  }
  const nginx = await start_nginx(scope, bodies, cores?.server);
  const points = await load_of(scope, cores, { port, pid: server.pid, peer_port: nginx.port,
    peer_pid: nginx.pid, duration_ms: 3_000, lists, rates: kRates });
  await scope.stop(nginx.running);
  return points;
}

const kLeftOut = '세종특별자치시';

/** A version of other content: the nation without one 시도, imported and not put in force. */
async function build_other(scope, haetae, config) {
  say(`importing the nation once more, without ${kLeftOut}`);
  const folder = join(scope.folder, 'juso');
  const files = readdirSync(folder).filter((name) => !name.includes('sejong'));
  return JSON.parse(await scope.run(haetae, ['import', 'juso',
    ...files.map((name) => join(folder, name)), '--config', config, '--no-activate', '--json']));
}

/** Whether the version in force finds an address of the 시도 that only one version has. */
async function finds_left_out(port, kinds) {
  const { text } = kinds.exact.find((one) => one.text.startsWith(kLeftOut));
  const { body } = await get(port, `/v1/address/search?limit=1&query=${encodeURIComponent(text)}`);
  return JSON.parse(body).results[0]?.address?.road_address === text;
}

/** Another version takes over while 64 clients ask, then the first one again, then the other. */
async function measure_swap(scope, cores, { built, kinds, haetae, config, server, port, lists }) {
  const first = built.file.replace(/^.*\/|\.hai$/g, '');
  const { version: second } = await build_other(scope, haetae, config);
  say('swapping the index under load');
  const under_load = load_of(scope, cores, { port, pid: server.pid, duration_ms: 8_000,
    lists: { geocode: lists.geocode } });
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
  let swaps = 0;
  for (const version of [second, first, second]) {
    await wait(900);
    await scope.run(haetae, ['data', 'activate', version, '--config', config],
      { core: cores?.load });
    await wait(900);
    if (await finds_left_out(port, kinds) !== (version === first)) {
      throw new Error(`${version} is not in force`);
    }
    swaps += 1;
  }
  const [point] = await under_load;
  return { ...point, swaps };
}

async function measure_batch(scope, cores, kinds, server, port) {
  say(`a batch of ${kBatchRows} rows`);
  const file = join(scope.folder, 'batch.csv');
  const texts = kinds.exact.map(({ text }) => text);
  writeFileSync(file, `address\n${Array.from({ length: kBatchRows },
    (_, i) => texts[i % texts.length]).join('\n')}\n`);
  const cpu = () => {
    const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const before = cpu();
  const since = performance.now();
  const out = join(scope.folder, 'batch.out');
  await scope.run('curl', ['-sSf', '-o', out, '-H', 'Content-Type: text/csv', '--data-binary',
    `@${file}`, `http://127.0.0.1:${port}/v1/address/batch?header=true&column=address`],
  { core: cores?.load });
  const seconds = (performance.now() - since) / 1000;
  const answered = readFileSync(out, 'utf8').split('\n').length - 2;
  if (answered < kBatchRows) throw new Error(`the batch answered ${answered} rows`);
  return { per_second: kBatchRows / seconds, per_cpu_second: kBatchRows / (cpu() - before) };
}

async function run(scope) {
  const cores = two_cores();
  if (!cores) say('one core only: server and load share it, and every figure is too low');
  say(`making ${kAddresses} addresses in official files`);
  await scope.run(program('haetae_bench_nation'),
    [scope.folder, String(kAddresses), String(kPeerRows)], { env: data_env() });
  const kinds = questions_of(scope.folder);
  const haetae = program('haetae');
  const port = await free_port();
  const config = join(scope.folder, 'haetae.toml');
  writeFileSync(config, config_of(port, scope.folder));

  const built = await build_index(scope, haetae, config);
  say('asking in process');
  const inside = JSON.parse(await scope.run(program('haetae_bench_address'),
    [built.file, join(scope.folder, 'queries.tsv')], { core: cores?.server }));

  const server = scope.start(haetae, ['serve', '--config', config], { core: cores?.server });
  await until_answered(server, port, '/readyz');
  await until_answered(server, port, readFileSync(write_lists(scope.folder, kinds).geocode,
    'utf8').split('\n')[0]);
  const lists = write_lists(scope.folder, kinds);
  const points = await measure_http(scope, cores, server, port, lists);
  const batch = await measure_batch(scope, cores, kinds, server, port);
  const resident = resident_mib(server.pid);
  const swap = await measure_swap(scope, cores,
    { built, kinds, haetae, config, server, port, lists });
  await scope.stop(server);
  const peers = kPeerRows > 0 ? await measure_peers(scope, cores) : [];
  return report({ built, inside, points, batch, resident, swap, peers });
}

const data_env = () => ({ HAETAE_TEST_DATA: process.env.HAETAE_TEST_DATA
  ?? join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../../shared/data') });

function report({ built, inside, points, batch, resident, swap, peers }) {
  const rows = [row('address/addresses', inside.addresses, 'addresses'),
    row('address/build', built.seconds, 's'), row('address/build/cpu', built.cpu, 's'),
    row('address/build/peak', built.peak_mib, 'MiB'),
    row('address/index', built.index_mib, 'MiB'),
    row('address/resident', resident, 'MiB'),
    row('address/open', inside.open_ms, 'ms')];
  const lines = rows.map(({ name, value, unit }) => [name, number(value), unit, '', '']);
  for (const kind of inside.kinds) {
    for (const part of ['p50', 'p99', 'worst']) {
      const value = kind[`${part}_us`];
      rows.push(row(`address/inside/${kind.name}/${part}`, value, 'us'));
    }
    rows.push(row(`address/inside/${kind.name}/right`, kind.right, 'share'));
    lines.push([`in process: ${kind.name}`, `${number(kind.p50_us)} p50`, 'µs',
      `${number(kind.p99_us)} p99`, `${number(kind.worst_us)} worst`]);
    const beside = peers.filter(({ name }) => name === kind.name);
    for (const { peer, rows: indexed, p50_us, p99_us } of beside) {
      const label = `${peer} over ${indexed} rows`;
      rows.push(row(`address/beside/${peer}/${kind.name}`, kind.p50_us, 'us',
        { name: label, value: p50_us }));
      lines.push([`  ${label}`, `${number(p50_us)} p50`, 'µs', `${number(p99_us)} p99`, '']);
    }
  }
  for (const point of points.filter(({ name }) => name.endsWith('/at_rate'))) {
    const peer = points.find(({ name }) => name === `${point.name}/peer`);
    const name = `address/http/${point.name}/${point.clients}`;
    rows.push(row(name, point.per_second, '1/s', { name: kNginx, value: peer.per_second }),
      row(`${name}/p99`, point.latency.p99_ms, 'ms', { name: kNginx, value: peer.latency.p99_ms }),
      row(`${name}/p50`, point.latency.p50_ms, 'ms', { name: kNginx, value: peer.latency.p50_ms }));
    rows.push(row(`${name}/p99/beside_best`, point.latency.p99_ms, 'ms',
      { name: 'a server without a tail of its own, between the stalls of this machine',
        value: point.best_p99_ms }));
    lines.push([`HTTP: ${point.name.replace('/at_rate', '')}, at a fixed rate`,
      number(point.per_second), '1/s', `${number(point.latency.p99_ms)} ms p99`,
      `${number(point.latency.p50_ms)} ms p50, nginx ${number(peer.latency.p99_ms)} ms p99; ${
        number(point.best_p99_ms)} ms p99 is the best that this machine lets anybody reach; server CPU ${
        percent(point.server.cpu_share)}`]);
  }
  for (const point of points.filter(({ name }) => !/\/(peer|at_rate)$/.test(name))) {
    const peer = points.find(({ name }) => name === `${point.name}/peer`);
    const name = `address/http/${point.name}/${point.clients}`;
    rows.push(row(name, point.per_second, '1/s', { name: kNginx, value: peer.per_second }),
      row(`${name}/p99`, point.latency.p99_ms, 'ms', { name: kNginx, value: peer.latency.p99_ms }),
      row(`${name}/per_server_cpu_second`, point.per_server_cpu_second, '1/s',
        { name: kNginx, value: peer.per_server_cpu_second }),
      row(`${name}/failures`, point.failures, 'requests'));
    lines.push([`HTTP: ${point.name}, ${point.clients} clients`, number(point.per_second), '1/s',
      `${number(point.latency.p99_ms)} ms p99`,
      `${percent(point.per_second / peer.per_second)} of nginx, load CPU ${
        percent(point.load.cpu_share)}, server CPU ${percent(point.server.cpu_share)}`]);
  }
  rows.push(row('address/batch', batch.per_second, '1/s'),
    row('address/batch/per_cpu_second', batch.per_cpu_second, '1/s'),
    row('address/swap/swaps', swap.swaps, 'swaps'),
    row('address/swap/failures', swap.failures, 'requests'),
    row('address/swap/per_second', swap.per_second, '1/s'),
    row('address/swap/worst', swap.latency.max_ms, 'ms'));
  lines.push(['batch', number(batch.per_second), 'rows/s',
    `${number(batch.per_cpu_second)} per CPU-second`, ''],
  ['three swaps under load', number(swap.failures), 'failed', `of ${number(swap.operations)}`, '']);
  for (const { peer, rows: indexed, build_s, size_mib } of
    peers.filter(({ name }) => name === 'build')) {
    rows.push(row(`address/beside/${peer}/build`, build_s, 's'),
      row(`address/beside/${peer}/size`, size_mib, 'MiB'));
    lines.push([`${peer}: ${indexed} rows`, number(build_s), 's', `${number(size_mib)} MiB`, '']);
  }
  return { rows, text: table(['address', '', '', '', ''], lines) };
}
