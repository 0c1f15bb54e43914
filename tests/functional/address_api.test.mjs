// SPDX-License-Identifier: Apache-2.0
// Our own address API from outside: single questions, and batches that stream.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { address, write_juso_files } from './harness/juso_files.mjs';
import { poll } from './harness/poll.mjs';
import { prepare_server } from './harness/server.mjs';

const kRows = 100_000;
const kSampyeong = { code: '4113510900', names: ['경기도', '성남시 분당구', '삼평동', ''] };
const kLongRoad = { code: '411354444444', name: '긴길' };

describe('the address API', () => {
  let server;
  let app;
  before(async () => {
    server = await prepare_server({ config: { dev: false, metrics: { allow: ['127.0.0.1/32'] } } });
    const all = Array.from({ length: 500 }, (_, at) =>
      address(kSampyeong, kLongRoad, String(at + 1), String(1001 + at), { zip: '13480' }));
    const done = await server.cli(['import', 'juso', await write_juso_files(server.dir, all)]);
    assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
    await server.start();
    app = await server.create_app();
  });
  after(() => server?.close());

  const headers = (more = {}) => ({ Authorization: `KakaoAK ${app.rest_api_key}`, ...more });
  const ask = (path, query) =>
    fetch(`${server.origin}/v1/address/${path}?${new URLSearchParams(query)}`, { headers: headers() });

  test('answers search, suggest and validate, and names problems', async () => {
    const found = await (await ask('search', { query: '긴길 7' })).json();
    assert.equal(found.results[0].address.road_address, '경기도 성남시 분당구 긴길 7');
    const typed = await (await ask('suggest', { query: '긴길' })).json();
    assert.ok(typed.suggestions.length > 0 && typed.suggestions.length <= 10);
    const judged = await (await ask('validate', { address: '경기도 성남시 분당구 긴길 7 3층' })).json();
    assert.equal(judged.deliverable, true);
    assert.equal(judged.parsed.detail, '3층');
    const missing = await ask('search', {});
    assert.equal(missing.status, 400);
    assert.equal(missing.headers.get('content-type'), 'application/problem+json');
    assert.equal((await missing.json()).code, 'query_missing');
    const nobody = await fetch(`${server.origin}/v1/address/search?query=a`);
    assert.equal(nobody.status, 401);
    const by_query = await fetch(`${server.origin}/v1/address/search?query=긴길&key=${app.rest_api_key}`);
    assert.equal(by_query.status, 200);
  });

  test('stands in the OpenAPI document with its parameters', async () => {
    const document = await (await fetch(`${server.origin}/openapi.json`)).json();
    const search = document.paths['/v1/address/search'].get;
    assert.deepEqual(search.parameters.map((one) => one.name), ['query', 'limit', 'offset', 'correct',
      'key']);
    assert.ok(document.paths['/v1/address/batch'].post);
  });

  async function memory_kib() {
    const status = await readFile(`/proc/${server.process.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]);
  }

  test(`streams ${kRows} rows in their order, in bounded memory`, async () => {
    const lines = Array.from({ length: kRows }, (_, at) =>
      JSON.stringify({ id: at, query: `경기도 성남시 분당구 긴길 ${(at % 500) + 1}` }));
    const body = `${lines.join('\n')}\n`;
    const before_it = await memory_kib();
    const answer = await fetch(`${server.origin}/v1/address/batch?progress=true`, { method: 'POST', body,
      headers: headers({ 'Content-Type': 'application/x-ndjson' }) });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('transfer-encoding'), 'chunked');
    let rest = '';
    let rows = 0;
    let progress = 0;
    let summary;
    let most = 0;
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop();
      for (const part of parts) {
        const record = JSON.parse(part);
        if (record.progress) progress += 1;
        else if (record.summary) summary = record.summary;
        else {
          if (record.id !== rows || record.index !== rows + 1 || record.status !== 'found' ||
              !record.road_address.endsWith(` ${(rows % 500) + 1}`)) assert.fail(part);
          rows += 1;
        }
      }
      if (rows % 10_000 < 1000) most = Math.max(most, await memory_kib());
    }
    assert.equal(rest, '');
    assert.equal(rows, kRows);
    assert.equal(progress, 2);
    assert.deepEqual(summary, { rows: kRows, found: kRows, nearest: 0, ambiguous: 0, not_found: 0,
      malformed: 0 });
    // The answer is some 35 MB; what is held is the question and a piece of the answer.
    const held = (most - before_it) * 1024;
    // The thread sanitizer keeps four words of its own for each.
    const times = process.env.HAETAE_SANITIZE === 'thread' ? 5 : 1;
    assert.ok(held < times * (2.5 * body.length + 16e6), `${held} bytes more`);
  });

  test('takes CSV as spreadsheets write it, and answers in CSV', async () => {
    const body = '\uFEFF번호,주소\r\n1,"긴길 3, 101동"\r\n2,없는길 9\r\n3,긴길 9999\r\n';
    const answer = await fetch(`${server.origin}/v1/address/batch`, { method: 'POST', body,
      headers: headers({ 'Content-Type': 'text/csv' }) });
    assert.match(answer.headers.get('content-type'), /^text\/csv/);
    const lines = (await answer.text()).trim().split('\r\n');
    assert.equal(lines.length, 4);
    assert.match(lines[1], /^1,"긴길 3, 101동",found,exact,경기도 성남시 분당구 긴길 3,/);
    assert.match(lines[2], /^2,없는길 9,not_found,/);
    assert.match(lines[3], /^3,긴길 9999,nearest,/);
  });

  test('stops when the client is gone, and goes on serving', async () => {
    const line = '"긴길 3"\n';
    const now = await (await fetch(`${server.origin}/metrics`)).text();
    const closed_before = Number(/^haetae_connections_total\{event="closed"\} (\d+)$/m.exec(now)[1]);
    const stop = new AbortController();
    const answer = await fetch(`${server.origin}/v1/address/batch`, { method: 'POST',
      body: line.repeat(1_000_000), signal: stop.signal,
      headers: headers({ 'Content-Type': 'application/x-ndjson' }) });
    await answer.body.getReader().read();
    stop.abort();
    await poll('the stream to end', async () => {
      const metrics = await (await fetch(`${server.origin}/metrics`)).text();
      const opened = Number(/^haetae_connections_total\{event="opened"\} (\d+)$/m.exec(metrics)[1]);
      const closed = Number(/^haetae_connections_total\{event="closed"\} (\d+)$/m.exec(metrics)[1]);
      return closed > closed_before && opened > closed &&
        /^haetae_pool_running\{lane="administration"\} 0$/m.test(metrics);
    });
    assert.equal((await ask('search', { query: '긴길 7' })).status, 200);
  });
});
