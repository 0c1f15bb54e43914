// SPDX-License-Identifier: Apache-2.0
// What `bench/run sites` found, as rows and as tables for people.
import { number, row, table } from './rows.mjs';
import { median } from './tools.mjs';

const kSetups = { sqlite: 'SQLite', one: 'one site', three: 'three sites' };
/** Of the program itself, on a database that runs. */
const kStartAimSeconds = 2;

/** Processor time of one operation, without that of the clients. */
const of_sites = (point) => point.server_us + point.database_us + point.network_us;

function speed_rows(points) {
  return points.flatMap((point) => {
    const peer = points.find(({ setup, name, clients }) =>
      setup === 'sqlite' && name === point.name && clients === point.clients);
    const beside = (pick) =>
      (point.setup === 'sqlite' || !peer ? undefined : { name: kSetups.sqlite, value: pick(peer) });
    const name = `sites/${point.setup}/${point.name}/${point.clients}`;
    return [row(name, point.per_second, '1/s', beside((one) => one.per_second)),
      row(`${name}/p50`, point.p50_ms, 'ms', beside((one) => one.p50_ms)),
      row(`${name}/p99`, point.p99_ms, 'ms', beside((one) => one.p99_ms)),
      row(`${name}/cpu`, of_sites(point), 'us', beside(of_sites))];
  });
}

function speed_text(points) {
  const lines = [];
  const keys = [...new Set(points.map(({ name, clients }) => `${name}/${clients}`))];
  for (const key of keys) {
    const of_key = points.filter(({ name, clients }) => `${name}/${clients}` === key);
    for (const setup of Object.keys(kSetups)) {
      const point = of_key.find((one) => one.setup === setup);
      lines.push([point.name, String(point.clients), kSetups[point.setup],
        number(point.per_second), number(point.p50_ms), number(point.p99_ms),
        number(point.server_us), number(point.database_us), number(point.network_us),
        number(point.load_us), number(point.processors)]);
    }
  }
  return [table(['', 'clients', 'store', 'per second', 'p50 ms', 'p99 ms', 'Haetae µs',
    'MariaDB µs', 'switch µs', 'load µs', 'cores busy'], lines),
  'µs: processor time of all sites for one operation; authorize writes nothing.'].join('\n');
}

const cost_rows = (costs) => costs.flatMap((cost) => [
  row(`sites/cost/${cost.name}/round_trips`, cost.round_trips, 'round trips'),
  ...cost.at.map((at) => row(`sites/cost/${cost.name}/p50/${at.one_way_ms}ms`, at.p50_ms, 'ms')),
  row(`sites/cost/${cost.name}/transactions`, median(cost.at.map((at) => at.transactions)),
    'transactions'),
  row(`sites/cost/${cost.name}/bytes`, median(cost.at.map((at) => at.bytes)), 'bytes')]);

function cost_text(costs) {
  const heads = costs[0].at.map((at) => `p50 at ${at.one_way_ms} ms`);
  const lines = costs.map((cost) => [cost.name, ...cost.at.map((at) => number(at.p50_ms)),
    cost.round_trips.toFixed(2), median(cost.at.map((at) => at.transactions)).toFixed(2),
    number(median(cost.at.map((at) => at.bytes)))]);
  return [table(['one client', ...heads, 'round trips', 'transactions', 'bytes'], lines),
    'At n ms between two sites, one way; round trips: milliseconds of latency for each millisecond',
    'that a round trip takes longer. Transactions and bytes are what the sites replicate, with the',
    'mails that follow (two transactions each). authorize and token_check write nothing.',
  ].join('\n');
}

function cold_rows(cold) {
  const starts = (name) => median(cold.starts.map((one) => one[name]));
  const slowest = (name) => Math.max(...cold.sites.map((one) => one[name]));
  const first = (name) => Math.min(...cold.sites.map((one) => one[name]));
  return [row('sites/cold/people', cold.people, 'people'),
    row('sites/cold/start/passkey', starts('passkey_s'), 's'),
    row('sites/cold/start/password', starts('password_s'), 's'),
    row('sites/cold/first/database', first('database_s'), 's'),
    row('sites/cold/first/passkey', first('passkey_s'), 's'),
    row('sites/cold/first/password', first('password_s'), 's'),
    row('sites/cold/last/database', slowest('database_s'), 's'),
    row('sites/cold/last/passkey', slowest('passkey_s'), 's'),
    row('sites/cold/last/password', slowest('password_s'), 's'),
    row('sites/cold/memory', cold.memory_mib, 'MiB'),
    ...cold.joined.map((one, i) => row(`sites/cold/join/${i + 1}`, one.seconds, 's'))];
}

function cold_text(cold) {
  const own = (name) => median(cold.starts.map((one) => one[name]));
  const lines = cold.sites.map((one, i) => [`site ${'abc'[i]}`, number(one.database_s),
    number(one.listening_s), number(one.passkey_s), number(one.password_s),
    number(one.passkey_s - one.database_s)]);
  const start = own('password_s');
  return [`${cold.people.toLocaleString('en-US')} people (${cold.rows.toLocaleString('en-US')} rows, `
    + `${number(cold.database_mib)} MiB, made in ${number(cold.fill_s)} s; the other sites took `
    + `their copies in ${cold.joined.map((one) => `${number(one.seconds)} s (${one.transfer})`).join(' and ')})`,
  '', table(['all killed; seconds from power', 'database in step', 'Haetae listens', 'passkey in',
    'password in', 'Haetae\'s part'], lines), '',
  `Haetae alone, its database runs: listens after ${number(own('listening_s'))} s, first passkey `
    + `sign-in after ${number(own('passkey_s'))} s, then by password after ${number(start)} s `
    + `(aim ${kStartAimSeconds}: ${start <= kStartAimSeconds ? 'reached' : 'MISSED'}); `
    + `${number(cold.memory_mib)} MiB`].join('\n');
}

export function report({ speed, costs, cold }) {
  return {
    rows: [...(speed ? speed_rows(speed) : []), ...(costs ? cost_rows(costs) : []),
      ...(cold ? cold_rows(cold) : [])],
    text: [...(speed ? [speed_text(speed)] : []), ...(costs ? [cost_text(costs)] : []),
      ...(cold ? [cold_text(cold)] : [])].join('\n\n'),
  };
}
