// SPDX-License-Identifier: Apache-2.0
// Attacks on the server itself: numbers 65, 68 to 71, 74 and 75 of the threat list, and the abuses
// of HTTP/1.1 that stand beside them.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { deflateSync } from 'node:zlib';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { authorize, call, exchange, kOidc, tokens_for } from './harness/oauth.mjs';
import { png_chunk, png_header, png_signature } from './harness/png.mjs';
import { poll } from './harness/poll.mjs';
import { get_raw, send_raw, status_of } from './harness/raw.mjs';
import { start_server } from './harness/server.mjs';

describe('attacks on the server', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server({ config: { http: { header_timeout_seconds: 1,
      body_timeout_seconds: 1, idle_timeout_seconds: 2 } } });
    app = await server.create_app({ scopes: { ...kUsualScopes }, properties: ['level'] });
    person = await server.create_person();
  });
  after(() => server?.close());

  const assert_alive = async () => assert.equal((await call(server, '/readyz')).status, 200);

  describe('attack 68: forwarded headers of strangers', () => {
    const spoofed = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'https', 'x-forwarded-port': '444', 'x-forwarded-prefix': '/evil',
      forwarded: 'for=192.0.2.7;host=evil.test;proto=https', 'x-real-ip': '192.0.2.7' };

    test('change no address in what we publish', async () => {
      for (const path of ['/.well-known/openid-configuration', '/oidc/.well-known/openid-configuration']) {
        const plain = await call(server, path);
        const answer = await call(server, path, { headers: spoofed });
        assert.deepEqual(answer.json, plain.json);
      }
      const { text, headers } = await call(server, '/sign-in', { headers: spoofed });
      assert.ok(!text.includes('evil.test'));
      assert.ok(!(headers.get('location') ?? '').includes('evil.test'));
    });

    test('do not change whom we take the caller for', async () => {
      const own = await server.create_app({ scopes: kUsualScopes, allowed_ips: ['192.0.2.7'] });
      const theirs = await tokens_for(server, own, person);
      const answer = await call(server, '/v2/user/me', { bearer: theirs.access_token, headers: spoofed });
      assert.equal(answer.status, 401);
      assert.match(answer.json.msg, /callerIp=127\.0\.0\.1/);
    });

    test('do not give a stranger a fresh budget of guesses', async () => {
      const own = await server.create_person();
      let slowed = false;
      for (let i = 0; i < 40 && !slowed; i += 1) {
        const agent = new Agent(server, { headers: { 'x-forwarded-for': `198.51.100.${i}` } });
        const page = await agent.press(await agent.open('/sign-in'), 'sign-in',
          { loginId: own.email, password: `guess ${i}` });
        slowed = page.status === 429;
      }
      assert.ok(slowed);
    });

    test('leave no trace in a mail', async () => {
      const own = await server.create_person();
      const agent = new Agent(server, { headers: { ...spoofed, host: undefined } });
      await agent.press(await agent.open('/reset'), 'reset-submit', { email: own.email });
      const mail = await server.next_mail(own.email);
      assert.ok(!mail.text.includes('evil.test'), mail.text);
    });

    test('nor does a foreign Host header', async () => {
      const answer = await get_raw(server.port, '/.well-known/openid-configuration',
        { Host: 'evil.test' });
      assert.equal(status_of(answer), 200);
      assert.ok(!answer.includes('evil.test'));
    });

    test('are believed from a trusted proxy', async () => {
      const behind = await start_server({ config: { http: { trusted_proxies: ['127.0.0.0/8'] } } });
      try {
        const own = await behind.create_app({ scopes: kUsualScopes, allowed_ips: ['192.0.2.7'] });
        const theirs = await tokens_for(behind, own, await behind.create_person());
        const through = await call(behind, '/v2/user/me', { bearer: theirs.access_token,
          headers: { 'x-forwarded-for': '192.0.2.7' } });
        assert.equal(through.status, 200, through.text);
        const spoof = await call(behind, '/v2/user/me', { bearer: theirs.access_token,
          headers: { 'x-forwarded-for': '192.0.2.7, 203.0.113.9' } });
        assert.match(spoof.json.msg, /callerIp=203\.0\.113\.9/);
      } finally {
        await behind.close();
      }
    });
  });

  test('attack 69: a revocation that could not be stored is not called a success', async () => {
    const { code } = await authorize(server, app, person,
      { surface: kOidc, params: { scope: 'openid offline_access' } });
    const { json: tokens } = await exchange(server, app, code, {}, { surface: kOidc });
    const data_dir = server.config.data.dir;
    const file = (await readdir(data_dir)).find((name) => /\.(db|sqlite3?)$/.test(name));
    assert.ok(file, `no database in ${data_dir}`);
    const lock = new DatabaseSync(join(data_dir, file));
    const revoke = () => call(server, kOidc.revoke, { body: { token: tokens.refresh_token,
      client_id: app.rest_api_key, client_secret: app.client_secret } });
    lock.exec('BEGIN IMMEDIATE');
    try {
      const answer = await revoke();
      assert.ok(answer.status >= 500, `${answer.status} ${answer.text}`);
      const logout = await call(server, '/v1/user/logout',
        { method: 'POST', bearer: tokens.access_token });
      assert.ok(logout.status >= 400, logout.text);
    } finally {
      lock.exec('ROLLBACK');
      lock.close();
    }
    assert.equal((await call(server, kOidc.userinfo, { bearer: tokens.access_token })).status, 200);
    assert.equal((await revoke()).status, 200);
    assert.equal((await call(server, kOidc.userinfo, { bearer: tokens.access_token })).status, 401);
  });

  describe('attack 70: huge inputs are refused quickly', () => {
    const quickly = async (work) => {
      const started = Date.now();
      const answer = await work();
      assert.ok(Date.now() - started < 10_000);
      return answer;
    };

    test('a password of a megabyte, and one of ten kilobytes', async () => {
      for (const length of [1 << 20, 10_000, 5_000]) {
        const agent = new Agent(server);
        const page = await agent.open('/sign-in');
        const end = await quickly(() => agent.press(page, 'sign-in',
          { loginId: person.email, password: 'x'.repeat(length) }).catch((error) => error));
        assert.ok(!(await agent.open('/account')).has?.('profile-save'));
        if (!(end instanceof Error)) assert.ok(end.status !== 500 && !end.left_to, String(end.status));
      }
      await assert_alive();
    });

    test('a form of many fields, a huge query, a huge cookie, many headers', async () => {
      const fields = Array.from({ length: 50_000 }, (_, i) => `f${i}=1`).join('&');
      const many = await quickly(() => call(server, '/oauth/token', { body: fields, headers: {
        'content-type': 'application/x-www-form-urlencoded' } }));
      assert.ok(many.status >= 400 && many.status < 500);
      for (const [target, headers] of [
        [`/sign-in?x=${'y'.repeat(200_000)}`, {}],
        ['/sign-in', { Cookie: `a=${'b'.repeat(200_000)}` }],
        ['/sign-in', Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`X-${i}`, 'y']))],
      ]) {
        const status = status_of(await quickly(() => get_raw(server.port, target, headers)));
        assert.ok(status === 0 || (status >= 400 && status < 500), `${target.slice(0, 20)} ${status}`);
      }
      await assert_alive();
    });

    test('a body that says it is larger than allowed', async () => {
      const answer = await send_raw(server.port, 'POST /oauth/token HTTP/1.1\r\nHost: localhost\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000000000\r\n\r\n');
      assert.equal(status_of(answer), 413);
    });
  });

  test('attack 71: nested JSON of any depth is an error and no more', async () => {
    const { access_token } = await tokens_for(server, app, person);
    for (const depth of [100, 10_000, 30_000]) {
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      for (const [path, body] of [['/v2/user/me', { property_keys: deep }],
        ['/v1/user/update_profile', { properties: `{"level":${deep}}` }],
        ['/v2/user/revoke/scopes', { scopes: deep }]]) {
        const answer = await call(server, path, { bearer: access_token, body });
        assert.ok([400, 413, 414].includes(answer.status), `${path} ${answer.status}`);
      }
    }
    await assert_alive();
  });

  test('attack 74: no path leads out of the assets', async () => {
    for (const base of ['/assets', '/static', '/a', '']) {
      for (const path of ['/../../../../etc/passwd', '/..%2f..%2f..%2fetc/passwd',
        '/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/..%252f..%252fetc/passwd', '/..\\..\\etc\\passwd',
        '/%2e%2e%5cetc%5cpasswd', '/....//....//etc/passwd', '//etc/passwd', '/.%00./etc/passwd',
        '/..;/..;/etc/passwd', '/%c0%ae%c0%ae/etc/passwd', '/etc/passwd%00.css',
        `/../../../../../../../..${server.config_file}`]) {
        const answer = await get_raw(server.port, `${base}${path}`);
        assert.ok(!/root:.*:0:0:/.test(answer), path);
        assert.ok(!answer.includes('issuer ='), path);
        assert.ok([0, 301, 302, 303, 308, 400, 404].includes(status_of(answer)), `${path} ${status_of(answer)}`);
      }
    }
  });

  describe('attack 75: pictures that are none', () => {
    const pictures = {
      'an empty file': Buffer.alloc(0),
      'the first bytes of a PNG': png_signature,
      'half a png_signature': png_signature.subarray(0, 4),
      'a PNG without data': Buffer.concat([png_signature, png_header(1, 1)]),
      'a PNG of four billion pixels a side': Buffer.concat([png_signature, png_header(0xffffffff, 0xffffffff),
        png_chunk('IDAT', deflateSync(Buffer.alloc(16))), png_chunk('IEND', Buffer.alloc(0))]),
      'a PNG of no width': Buffer.concat([png_signature, png_header(0, 1), png_chunk('IEND', Buffer.alloc(0))]),
      'a chunk that lies about its length': Buffer.concat([png_signature,
        png_chunk('IHDR', Buffer.alloc(13), 0x7fffffff)]),
      'a bomb': Buffer.concat([png_signature, png_header(30000, 30000),
        png_chunk('IDAT', deflateSync(Buffer.alloc(4_000_000))), png_chunk('IEND', Buffer.alloc(0))]),
      'the first bytes of a JPEG': Buffer.from('ffd8ffe000104a464946', 'hex'),
      'a JPEG of endless markers': Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(5000, 0xff)]),
      'a WebP that ends early': Buffer.from('RIFF\u00ff\u00ff\u00ff\u007fWEBPVP8 ', 'latin1'),
      'a page that calls itself a picture': Buffer.from('<svg onload="alert(1)"/>'),
    };
    for (const [name, bytes] of Object.entries(pictures)) {
      test(name, async () => {
        const agent = new Agent(server);
        await agent.sign_in(await agent.open('/sign-in'), person);
        const page = await agent.open('/account');
        const { fields } = page.submission(page.by_testid('picture-save'));
        const body = new FormData();
        for (const [key, value] of fields) body.append(key, value);
        body.append('picture', new Blob([bytes], { type: 'image/png' }), 'picture.png');
        const response = await agent.request('/account/picture', { method: 'POST', body });
        await response.arrayBuffer();
        assert.ok(response.status < 500, String(response.status));
        const after_upload = await agent.open('/account');
        assert.ok(!after_upload.has('picture-remove'), 'no picture was stored');
        await assert_alive();
      });
    }
  });

  describe('HTTP/1.1 itself', () => {
    test('a request with two lengths, or a length and chunks, is refused', async () => {
      for (const lines of ['Content-Length: 5\r\nContent-Length: 6\r\n',
        'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
        'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
        'Transfer-Encoding: xchunked\r\n', 'Content-Length: +5\r\n', 'Content-Length: -1\r\n',
        'Content-Length: 0x5\r\n', 'Content-Length : 5\r\n']) {
        const answer = await send_raw(server.port, 'POST /oauth/token HTTP/1.1\r\nHost: localhost\r\n' +
          `Connection: close\r\n${lines}\r\n0\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        assert.ok([0, 400, 501].includes(status_of(answer)), `${JSON.stringify(lines)} ${status_of(answer)}`);
        assert.equal(answer.split('HTTP/1.1 ').length <= 2, true, 'nothing is smuggled');
      }
    });

    test('a request without a host, or with two, or of another version, is refused', async () => {
      for (const head of ['GET /readyz HTTP/1.1\r\n\r\n',
        'GET /readyz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'GET /readyz HTTP/3.7\r\nHost: a\r\n\r\n',
        'GET\r\n\r\n', 'GET  /readyz HTTP/1.1\r\nHost: a\r\n\r\n', '\u0000\u0001\u0002\r\n\r\n',
        'GET /readyz HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n',
        'GET /readyz HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n']) {
        const status = status_of(await send_raw(server.port, head));
        assert.ok(status === 0 || (status >= 400 && status <= 505), `${JSON.stringify(head)} ${status}`);
      }
    });

    test('a line break in a parameter does not become a header', async () => {
      for (const state of ['a%0d%0aSet-Cookie:%20evil=1', 'a%0aSet-Cookie:%20evil=1', 'a%00b']) {
        const agent = new Agent(server);
        const answer = await agent.request(`/oauth/authorize?client_id=${app.rest_api_key}` +
          `&redirect_uri=${encodeURIComponent(app.redirect_uri)}&response_type=code&prompt=none&state=${state}`);
        await answer.arrayBuffer();
        assert.ok(!answer.headers.getSetCookie().some((line) => line.startsWith('evil')));
      }
    });

    test('a client that sends its head or body too slowly is cut off', async () => {
      const head = await send_raw(server.port, 'GET /readyz HTTP/1.1\r\nHost: local');
      assert.ok([0, 408].includes(status_of(head)));
      const body = await send_raw(server.port, 'POST /oauth/token HTTP/1.1\r\nHost: localhost\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ngrant');
      assert.ok([0, 408].includes(status_of(body)));
      const idle = await send_raw(server.port, 'GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      assert.equal(status_of(idle), 200, 'answered, then closed when idle');
    });

    test('HEAD answers the headers of GET, and unknown methods are refused', async () => {
      const get = await call(server, '/.well-known/jwks.json');
      const head = await call(server, '/.well-known/jwks.json', { method: 'HEAD' });
      assert.equal(head.status, 200);
      assert.equal(head.text, '');
      assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
      for (const method of ['DELETE', 'PUT', 'PATCH']) {
        const answer = await call(server, '/.well-known/jwks.json', { method });
        assert.equal(answer.status, 405);
        assert.match(answer.headers.get('allow'), /GET/);
      }
      const trace = status_of(await get_raw(server.port, '/readyz', {}, 'TRACE'));
      assert.ok([400, 405, 501].includes(trace), String(trace));
    });
  });

  test('metrics and the outbox are not for everybody', async () => {
    const metrics = await call(server, '/metrics');
    assert.equal(metrics.status, 200);
    assert.match(metrics.text, /^# (HELP|TYPE) /m);
    const closed = await start_server({ config: { dev: false, metrics: { allow: ['192.0.2.0/24'] } } });
    try {
      assert.equal((await call(closed, '/metrics')).status, 404);
      assert.equal((await call(closed, '/outbox')).status, 404);
    } finally {
      await closed.close();
    }
  });

  test('many connections from one address leave room for others', async () => {
    const crowded = await start_server({ config: { http: { connections_per_address: 20 } } });
    const sockets = [];
    try {
      for (let i = 0; i < 60; i += 1) {
        const socket = connect({ port: crowded.port, host: '127.0.0.1', localAddress: '127.0.0.9' });
        socket.on('error', () => {});
        socket.resume();
        sockets.push(socket);
      }
      await poll('the surplus connections to be closed', () =>
        sockets.filter((socket) => socket.destroyed || socket.closed || socket.readyState === 'closed').length >= 35);
      assert.equal((await call(crowded, '/readyz')).status, 200);
    } finally {
      for (const socket of sockets) socket.destroy();
      await crowded.close();
    }
  });
});
