// SPDX-License-Identifier: Apache-2.0
// The documented front ends: their configurations are valid, and a server that drains gets no new
// request while none fails.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { call } from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { get_raw, status_of } from './harness/raw.mjs';
import { start_server } from './harness/server.mjs';

const kFront = new URL('../../packaging/front/', import.meta.url);

async function free_port() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => { server.once('listening', done); });
  const { port } = server.address();
  await new Promise((done) => { server.close(done); });
  return port;
}

test('the configurations of HAProxy and nginx are valid', async () => {
  const haproxy = spawnSync('haproxy', ['-c', '-f', new URL('haproxy.cfg', kFront).pathname]);
  assert.equal(haproxy.status, 0, `${haproxy.stdout}${haproxy.stderr}`);
  const directory = await mkdtemp(join(tmpdir(), 'haetae-front-'));
  try {
    const text = await readFile(new URL('nginx.conf', kFront), 'utf8');
    const file = join(directory, 'nginx.conf');
    await writeFile(file, text.replace('/run/nginx.pid', join(directory, 'pid')));
    const nginx = spawnSync('nginx', ['-t', '-e', join(directory, 'error.log'), '-c', file]);
    assert.match(`${nginx.stderr}`, /syntax is ok/);
  } finally {
    await rm(directory, { recursive: true });
  }
});

describe('HAProxy with the documented configuration, before two servers', () => {
  let directory;
  let first;
  let second;
  let port;
  let proxy;
  const front = () => ({ port });
  const who = (answer) => /x-served-by: (\w+)/i.exec(answer)?.[1];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'haetae-front-'));
    first = await start_server({ config: { http: { drain_delay_seconds: 600 } } });
    second = await start_server();
    port = await free_port();
    const text = (await readFile(new URL('haproxy.cfg', kFront), 'utf8'))
      .replace('bind :80\n', `bind 127.0.0.1:${port}\n    http-response set-header x-served-by %s\n`)
      .replaceAll('10.0.1.10:8080', `127.0.0.1:${first.port}`)
      .replaceAll('10.0.2.10:8080', `127.0.0.1:${second.port}`)
      .replaceAll(/^ *server c .*\n/gm, '');
    const file = join(directory, 'haproxy.cfg');
    await writeFile(file, text);
    proxy = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
    await poll('the proxy to answer from the first server', async () =>
      who(await get_raw(front().port, '/healthz').catch(() => '')) === 'a');
  });
  after(async () => {
    proxy?.kill('SIGKILL');
    await first?.close();
    await second?.close();
    await rm(directory, { recursive: true, force: true });
  });

  test('keeps the addresses of operators inside', async () => {
    for (const path of ['/metrics', '/readyz']) {
      assert.equal(status_of(await get_raw(port, path)), 404, path);
    }
  });

  test('a server that drains is left by new requests, and no request fails', async () => {
    first.process.child.kill('SIGTERM');
    await poll('the draining server to say so', async () =>
      (await call(first, '/readyz')).status === 503);
    // It still serves what reaches it.
    assert.equal((await call(first, '/healthz')).status, 200);
    const seen = [];
    await poll('new requests to go to the second server', async () => {
      const answer = await get_raw(port, '/healthz');
      assert.equal(status_of(answer), 200, answer.slice(0, 200));
      seen.push(who(answer));
      return seen.at(-1) === 'b';
    });
    for (let count = 0; count < 50; ++count) {
      const answer = await get_raw(port, '/healthz');
      assert.equal(status_of(answer), 200);
      assert.equal(who(answer), 'b');
    }
    // A second signal ends the wait.
    first.process.child.kill('SIGTERM');
    await poll('the drained server to end', async () =>
      get_raw(first.port, '/healthz').then(() => false, () => true));
  });
});
