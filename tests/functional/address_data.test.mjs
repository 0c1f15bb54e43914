// SPDX-License-Identifier: Apache-2.0
// Address data from the command line: imports, changes, a swap under load, rollback, and data that
// are damaged. Rows of an invented province where the national sample is not at hand.
import assert from 'node:assert/strict';
import { copyFile, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { test_data } from './harness/paths.mjs';
import { poll } from './harness/poll.mjs';
import { start_server } from './harness/server.mjs';

/** 도로명주소 한글: 바다로 `number` of 가나도 다라시 마바동. */
function row(number, change = '') {
  const padded = String(number).padStart(5, '0');
  return `9911010130001230${padded}00000|9911010100|가나도|다라시|마바동||0|${number}|1|991103000123|` +
    `바다로|0|${number}|0|9911051000|마바1동|12345||20260105|0|${change}|||\r\n`;
}
const rows = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => row(first + i)).join('');

/** Imports and answers what was printed; the exit code must be `code`. */
async function run(server, args, code = 0) {
  const done = await server.cli([...args, '--json']);
  assert.equal(done.code, code, `${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
  return code === 0 ? JSON.parse(done.stdout) : done.stderr;
}

async function search(server, query) {
  const answer = await fetch(`${server.origin}/v1/address/search?query=${encodeURIComponent(query)}`);
  return { status: answer.status, body: await answer.json() };
}

const finds = async (server, query) => {
  const { status, body } = await search(server, query);
  return status === 200 && body.results?.[0]?.nearest === false;
};

async function metric(server, name) {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('address data', () => {
  let server;
  let file;
  before(async () => {
    server = await start_server({ config: { dev: true } });
    file = async (name, text) => {
      await writeFile(join(server.dir, name), text);
      return join(server.dir, name);
    };
  });
  after(() => server?.close());

  test('a server without data takes the first import without a restart', async () => {
    assert.notEqual((await search(server, '바다로 12')).status, 500);
    const done = await run(server, ['import', 'juso', await file('202512_a.txt', rows(1, 200))]);
    assert.equal(done.counts.addresses, 200);
    assert.equal(done.broken, 0);
    await poll('the index to be served', () => finds(server, '가나도 다라시 바다로 12'));
    assert.equal(await metric(server, 'haetae_address_rows'), 200);
  });

  test('a swap under load fails no request, and rollback goes back', async () => {
    let running = true;
    const statuses = [];
    const load = Array.from({ length: 8 }, async () => {
      for (let i = 1; running; i = i % 200 + 1) {
        statuses.push((await search(server, `가나도 다라시 바다로 ${i}`)).status);
      }
    });
    try {
      const swaps = await metric(server, 'haetae_address_swaps_total');
      await run(server, ['import', 'juso', await file('202512_b.txt', rows(1, 300))]);
      await poll('the larger index', () => finds(server, '바다로 300'));
      const before = statuses.length;
      const back = await run(server, ['data', 'rollback']);
      assert.match(back.version, /-1$/);
      await poll('the former index', async () => !(await finds(server, '바다로 300')));
      await run(server, ['data', 'rollback']);
      await poll('the larger index again', () => finds(server, '바다로 300'));
      assert.ok(await metric(server, 'haetae_address_swaps_total') >= swaps + 3);
      assert.ok(statuses.length > before, 'requests went on while indexes were swapped');
    } finally {
      running = false;
      await Promise.all(load);
    }
    assert.deepEqual([...new Set(statuses)], [200]);
  });

  test('changes are applied by day, and a gap is refused', async () => {
    const name = (day) => `AlterD.JUSUKR.${day}.TH_SGCO_RNADR_MST.TXT`;
    const gap = await run(server, ['import', 'juso-daily',
      await file(name('20260103'), row(301, '31'))], 1);
    assert.match(gap, /20260101/);
    await run(server, ['import', 'juso-daily',
      await file(name('20260101'), row(301, '31') + row(7, '63')),
      await file(name('20260102'), row(302, '31'))]);
    await poll('the new address', () => finds(server, '바다로 302'));
    assert.equal(await finds(server, '가나도 다라시 바다로 7'), false);
  });

  test('an import that loses a province is refused, and says so', async () => {
    const words = await run(server, ['import', 'juso', await file('small.txt', rows(1, 100))], 1);
    assert.match(words, /addresses 301 → 100/);
    assert.ok(await finds(server, '바다로 302'));
  });

  test('broken lines are counted, shown and written down', async () => {
    const report = join(server.dir, 'report.txt');
    const done = await run(server, ['import', 'juso', '--report', report, '--no-activate',
      await file('broken.txt', `${rows(1, 300)}a|b\r\n${row(301).replace('|9911010100|', '|99|')}`)]);
    assert.equal(done.broken, 2);
    assert.equal(done.activated, false);
    const lines = (await readFile(report, 'utf8')).trim().split('\n');
    assert.match(lines[0], /broken\.txt:301: /);
    assert.match(lines[1], /broken\.txt:302: field 2 /);
    const listed = await run(server, ['data', 'list']);
    assert.equal(listed.filter((one) => one.active).length, 1);
  });

  test('a damaged index is refused by the command line and by a running server', async () => {
    const folder = join(server.dir, 'data', 'address');
    const { version } = await run(server, ['import', 'juso', '--no-activate',
      await file('again.txt', rows(1, 310))]);
    const path = join(folder, `${version}.hai`);
    const { size } = await stat(path);
    await copyFile(path, `${path}.copy`);
    const handle = await open(`${path}.copy`, 'r+');
    await handle.write(Buffer.alloc(64, 0x5a), 0, 64, Math.floor(size / 2));
    await handle.close();
    await copyFile(`${path}.copy`, path);
    await run(server, ['data', 'verify', version], 4);
    await run(server, ['data', 'activate', version], 4);
    assert.ok((await run(server, ['data', 'list'])).some((one) => !one.usable));
    // Somebody points to it by hand: the server keeps what it has.
    const refusals = await metric(server, 'haetae_address_refusals_total');
    const pointer = await readFile(join(folder, 'active'), 'utf8');
    await writeFile(join(folder, 'active'), `${version}\n`);
    await poll('the refusal', async () =>
      await metric(server, 'haetae_address_refusals_total') > refusals);
    assert.ok(await finds(server, '바다로 302'));
    await writeFile(join(folder, 'active'), pointer);
    await run(server, ['data', 'remove', version]);
  });

  test('places, regions and exit codes', async () => {
    const places = await file('places.csv', 'name,category,lon,lat\n바다약국,pharmacy,127.1,37.5\n');
    const done = await run(server, ['import', 'pois', places]);
    assert.equal(done.counts.places, 1);
    assert.ok(done.layers.includes('pois:places'));
    await run(server, ['import', 'pois', places, '--map', 'nonsense'], 2);
    await run(server, ['import', 'pois', places, '--map', 'name=없음'], 1);
    await run(server, ['import', 'juso', join(server.dir, 'nothing.zip')], 4);
    await run(server, ['data', 'activate', '20000101-1'], 1);
    await run(server, ['data', 'remove', '../../haetae'], 1);
  });
});

const data = test_data();
const skip = data ? false : 'HAETAE_TEST_DATA names no folder with the national sample';
if (skip) console.error(`NOT TESTED over the national sample: ${skip}`);

describe('the national sample', { skip }, () => {
  let server;
  before(async () => {
    server = await start_server({ config: { dev: true } });
  });
  after(() => server?.close());

  test('is read whole: every file, every row, every position', async () => {
    const national = join(data, 'juso', 'national');
    const zips = (await readdir(national)).filter((name) => name.endsWith('.zip'));
    const done = await run(server, ['import', 'juso', ...zips.map((name) => join(national, name)),
      join(data, 'juso', 'rnaddrkor_sejong.txt')]);
    assert.equal(done.broken, 0);
    assert.ok(done.files.every((one) => one.used));
    assert.equal(done.counts.positions, 210_227);
    assert.equal(done.counts.addresses, 237_161);
    assert.equal(done.counts.orphans, 0);
    await poll('the sample to be served', () => finds(server, '세종특별자치시 한누리대로 1811'));
  });

  test('takes real places, boundaries, a map and the table of regions on top', async () => {
    const pois = await run(server, ['import', 'pois', join(data, 'poi', 'poi.tsv.gz')]);
    assert.ok(pois.counts.places > 69_000);
    const map = await run(server, ['import', 'pois', join(data, 'osm', 'ajou_suwon.osm.pbf')]);
    assert.ok(map.counts.places > pois.counts.places);
    const regions = await run(server, ['import', 'regions',
      join(data, 'admin', 'legal_dong_20250415.csv')]);
    assert.ok(regions.counts.regions > 20_000);
    const outlines = await run(server, ['import', 'boundaries',
      join(data, 'admin', 'seoul_legal_dong.geojson'),
      join(data, 'admin', 'sigungu_2020_simplified.geojson')]);
    assert.ok(outlines.counts.boundaries >= 467 + 240);
    assert.equal(outlines.counts.places, map.counts.places);
  });
});
