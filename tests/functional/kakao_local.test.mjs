// SPDX-License-Identifier: Apache-2.0
// The Kakao Local API as sites call it, over real data.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { test_data } from './harness/paths.mjs';
import { prepare_server } from './harness/server.mjs';

const kPaths = ['search/address', 'search/keyword', 'search/category', 'geo/coord2address',
  'geo/coord2regioncode', 'geo/transcoord'];
const kQueries = {
  'search/address': { query: '서울 중구 세종대로 110' },
  'search/keyword': { query: '경복궁' },
  'search/category': { category_group_code: 'PO3', x: 126.9779, y: 37.5663, radius: 2000 },
  'geo/coord2address': { x: 126.9770, y: 37.5788 },
  'geo/coord2regioncode': { x: 126.9770, y: 37.5788 },
  'geo/transcoord': { x: 127, y: 37, output_coord: 'WTM' },
};

/** One call; `headers` replaces the one of the REST key. */
async function call(server, path, query, headers) {
  const url = `${server.origin}/v2/local/${path}?${new URLSearchParams(query)}`;
  const answer = await fetch(url, { headers: headers ?? { Authorization: `KakaoAK ${server.key}` } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function ask(server, path, query) {
  const answer = await call(server, `${path}.json`, query);
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text);
}

async function start_with(files, settings = {}) {
  const server = await prepare_server();
  const done = await server.cli(['import', ...files]);
  assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
  await server.start();
  server.app = await server.create_app({ site_domains: ['https://shop.example.kr'], ...settings });
  server.key = server.app.rest_api_key;
  return server;
}

/** Every element closed in the order it was opened, and nothing else that starts with '<'. */
function assert_well_formed(xml) {
  const open = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>/, '');
  assert.notEqual(body, xml);
  for (const [whole, slash, name] of body.matchAll(/<(\/?)([A-Za-z_0-9]*)>?/g)) {
    assert.match(whole, /^<\/?[A-Za-z_0-9]+>$/);
    if (slash) assert.equal(open.pop(), name);
    else open.push(name);
  }
  assert.deepEqual(open, []);
  assert.match(body, /^<result>.*<\/result>$/s);
  assert.doesNotMatch(body.replace(/&(amp|lt|gt|quot);/g, ''), /&/);
}

describe('the Local API over the built-in sample', () => {
  let server;
  before(async () => { server = await start_with(['sample']); });
  after(() => server?.close());

  test('all six endpoints answer, without extension, as JSON and as XML', async () => {
    for (const path of kPaths) {
      const plain = await call(server, path, kQueries[path]);
      assert.equal(plain.status, 200, `${path}: ${plain.text}`);
      assert.equal(plain.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(plain.headers.get('access-control-allow-origin'), '*');
      assert.ok(plain.headers.get('x-request-id'));
      assert.ok(JSON.parse(plain.text).documents.length > 0, path);
      assert.equal((await call(server, `${path}.json`, kQueries[path])).text, plain.text);
      const xml = await call(server, `${path}.xml`, kQueries[path]);
      assert.equal(xml.headers.get('content-type'), 'application/xml; charset=utf-8');
      assert_well_formed(xml.text);
    }
    assert.equal((await call(server, 'search/other.json', {})).status, 404);
  });

  test('an address comes with lot and road, and leads back to itself', async () => {
    const [found] = (await ask(server, 'search/address', kQueries['search/address'])).documents;
    assert.equal(found.address_type, 'ROAD_ADDR');
    assert.equal(found.road_address.address_name, '서울 중구 세종대로 110');
    assert.match(found.road_address.zone_no, /^\d{5}$/);
    assert.match(found.address.b_code, /^11140\d{5}$/);
    assert.equal(typeof found.x, 'string');
    const [there] = (await ask(server, 'geo/coord2address', { x: found.x, y: found.y })).documents;
    assert.equal(there.road_address.address_name, '서울특별시 중구 세종대로 110');
  });

  test('a form by POST counts like a query', async () => {
    const answer = await fetch(`${server.origin}/v2/local/search/address.json`, { method: 'POST',
      headers: { Authorization: `KakaoAK ${server.key}` },
      body: new URLSearchParams(kQueries['search/address']) });
    assert.equal((await answer.json()).documents.length, 1);
  });

  test('places are found by name, initial consonants, category and distance', async () => {
    const palace = await ask(server, 'search/keyword', { query: '경복궁' });
    assert.equal(palace.documents[0].place_name, '경복궁');
    assert.match(palace.documents[0].id, /^\d+$/);
    assert.equal(palace.documents[0].place_url,
      `http://place.map.kakao.com/${palace.documents[0].id}`);
    assert.equal(palace.documents[0].distance, '');
    assert.deepEqual(palace.meta.same_name,
      { keyword: '경복궁', region: [], selected_region: '' });
    const names = (answer) => answer.documents.map((place) => place.place_name);
    assert.ok(names(await ask(server, 'search/keyword', { query: 'ㄱㅂㄱ' })).includes('경복궁'));
    const near = await ask(server, 'search/category', { ...kQueries['search/category'],
      sort: 'distance' });
    const distances = near.documents.map((place) => Number(place.distance));
    assert.deepEqual(distances, [...distances].sort((a, b) => a - b));
    assert.ok(distances.every((metres) => metres <= 2000));
    assert.ok(near.documents.every((place) => place.category_group_code === 'PO3'));
    assert.equal(near.meta.same_name, null);
  });

  test('coordinates of the document come out as there', async () => {
    const { documents: [point] } = await ask(server, 'geo/transcoord', { x: 160710.37729270622,
      y: -4388.879299157299, input_coord: 'WTM', output_coord: 'WGS84' });
    assert.ok(Math.abs(point.x - 126.57740680000002) < 1e-9);
    assert.ok(Math.abs(point.y - 33.453357700000005) < 1e-9);
  });

  test('a pre-flight needs no key', async () => {
    const answer = await fetch(`${server.origin}/v2/local/search/address.json`, {
      method: 'OPTIONS', headers: { Origin: 'https://shop.example.kr',
        'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization,ka' } });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.match(answer.headers.get('access-control-allow-methods'), /GET/);
    assert.equal(answer.headers.get('access-control-allow-headers'), 'authorization,ka');
  });

  test('keys, pages and parameters are refused in the words of Kakao', async () => {
    const query = kQueries['search/address'];
    const refused = async (status, type, message, headers, given = query) => {
      const answer = await call(server, 'search/address.json', given, headers);
      assert.equal(answer.status, status, answer.text);
      assert.deepEqual(JSON.parse(answer.text), { errorType: type, message });
    };
    const denied = (message, headers) => refused(401, 'AccessDeniedError', message, headers);
    await denied('cannot find Authorization : KakaoAK header', {});
    await denied('wrong appKey(abc) format', { Authorization: 'KakaoAK abc' });
    await denied(`appKey(${'0'.repeat(32)}) does not exist`,
      { Authorization: `KakaoAK ${'0'.repeat(32)}` });
    const page = { Authorization: `KakaoAK ${server.app.javascript_key}` };
    await denied('KA Header is required but neither os nor origin field is given', page);
    const ka = (origin) => ({ ...page,
      KA: `sdk/4.4.19 os/javascript lang/ko-KR origin/${encodeURIComponent(origin)}` });
    await denied('domain mismatched! caller=https://evil.test. check out registered web domains.',
      ka('https://evil.test'));
    await denied('domain mismatched! caller=https://evil.test. check out registered web domains.',
      { ...ka('https://shop.example.kr'), Origin: 'https://evil.test' });
    const fine = await call(server, 'search/address.json', query,
      { ...ka('https://shop.example.kr'), Origin: 'https://shop.example.kr' });
    assert.equal(fine.status, 200);
    await refused(400, 'MissingParameter', 'query parameter required', undefined, {});
    await refused(400, 'InvalidArgument', 'size is more than max', undefined, { ...query, size: 31 });
  });

  test('the switch, the addresses and the limits of an app hold', async () => {
    const app = await server.create_app({ local: false });
    const headers = { Authorization: `KakaoAK ${app.rest_api_key}` };
    const search = () => call(server, 'search/address.json', kQueries['search/address'], headers);
    const off = await search();
    assert.equal(off.status, 403);
    assert.deepEqual(JSON.parse(off.text), { errorType: 'NotAuthorizedError',
      message: 'App(시험 앱) disabled OPEN_MAP_AND_LOCAL service.' });
    await server.update_app(app, { local: true, local_per_day: 2 });
    assert.deepEqual([(await search()).status, (await search()).status], [200, 200]);
    const throttled = await search();
    assert.equal(throttled.status, 429);
    assert.deepEqual(JSON.parse(throttled.text), { errorType: 'RequestThrottled',
      message: 'API limit has been exceeded.' });
    const elsewhere = await call(server, 'geo/transcoord.json', kQueries['geo/transcoord'], headers);
    assert.equal(elsewhere.status, 200);
    await server.update_app(app, { local_per_day: 0, allowed_ips: ['2001:DB8:0::1'] });
    const foreign = await search();
    assert.equal(foreign.status, 401);
    assert.match(JSON.parse(foreign.text).message, /^ip mismatched! callerIp=127\.0\.0\.1\./);
    // The same address in another spelling.
    await server.update_app(app, { allowed_ips: ['::FFFF:127.0.0.1'] });
    assert.equal((await search()).status, 200);
  });

  test('calls are counted by their row', async () => {
    const metrics = await (await fetch(`${server.origin}/metrics`)).text();
    assert.match(metrics, /\/v2\/local\/search\/address\.json/);
  });
});

test('without address data the operator is told what to do', async () => {
  const server = await prepare_server();
  try {
    await server.start();
    const app = await server.create_app();
    const answer = await call(server, 'search/address.json', { query: '세종대로 110' },
      { Authorization: `KakaoAK ${app.rest_api_key}` });
    assert.equal(answer.status, 503);
    assert.equal(JSON.parse(answer.text).errorType, 'ServiceUnavailable');
    assert.match(answer.text, /haetae import juso/);
  } finally {
    await server.close();
  }
});

const data = test_data();
const skip = data ? false : 'HAETAE_TEST_DATA names no folder with the national sample';
if (skip) console.error(`NOT TESTED over the national sample: ${skip}`);

describe('the Local API over the national sample', { skip }, () => {
  let server;
  const rows_of = async (file) => {
    const [head, ...lines] = (await readFile(join(data, 'queries', file), 'utf8')).trim().split('\n');
    const names = head.split('\t');
    return lines.map((line) => Object.fromEntries(line.split('\t').map((value, at) =>
      [names[at], value])));
  };
  /** One form of a road address: the 시도 as its first two letters, no 읍 or 면, no spaces. */
  const same_form = (text) => text
    .replace(/^(경상|충청|전라)([남북])도/, '$1$2').replace(/^(..)\S*/, (word, two) =>
      ({ 경상남: '경남', 경상북: '경북', 충청남: '충남', 충청북: '충북', 전라남: '전남' })[word] ?? two)
    .split(' ').filter((word) => !/[읍면]$/.test(word)).join('');

  before(async () => {
    const national = join(data, 'juso', 'national');
    const zips = (await readdir(national)).filter((name) => name.endsWith('.zip'));
    server = await start_with(['juso', ...zips.map((name) => join(national, name)),
      join(data, 'juso', 'rnaddrkor_sejong.txt')], { local_per_second: 0 });
  });
  after(() => server?.close());

  test('every point leads to its address, its regions and its postcode', async () => {
    for (const row of await rows_of('reverse_dev.tsv')) {
      const point = { x: row.lon, y: row.lat };
      const { documents: [address] } = await ask(server, 'geo/coord2address', point);
      assert.equal(address?.road_address?.address_name, row.expect_road, row.id);
      if (row.expect_zip) assert.equal(address.road_address.zone_no, row.expect_zip, row.id);
      const { documents: [legal] } = await ask(server, 'geo/coord2regioncode', point);
      assert.equal(legal.region_type, 'B');
      assert.deepEqual([legal.region_1depth_name, legal.region_2depth_name,
        legal.region_3depth_name, legal.region_4depth_name], [row.expect_sido, row.expect_sigungu,
        row.expect_emd, row.expect_ri], row.id);
    }
  });

  test('exact addresses come first', async () => {
    const exact = (await rows_of('dev.tsv')).filter((row) => row.kind === 'exact');
    let first = 0;
    for (const row of exact) {
      const { documents: [found] } = await ask(server, 'search/address', { query: row.query });
      if (found?.road_address &&
          same_form(found.road_address.address_name) === same_form(row.expect_road)) first += 1;
    }
    assert.ok(first >= exact.length * 0.995, `${first} of ${exact.length}`);
  });

  test('text that names nothing gets an empty list or a refusal, never an error', async () => {
    for (const row of (await rows_of('dev.tsv')).filter(({ kind }) => kind === 'garbage')) {
      const query = row.query.startsWith('json:') ? JSON.parse(row.query.slice(5)) : row.query;
      for (const path of ['search/address', 'search/keyword']) {
        const answer = await call(server, `${path}.json`, { query });
        assert.ok([200, 400].includes(answer.status), answer.text);
        if (answer.status === 200) assert.deepEqual(JSON.parse(answer.text).documents, [], query);
      }
    }
  });
});
