// SPDX-License-Identifier: Apache-2.0
// The server as an operator sees it: starting, reloading, draining, logs, metrics, documents.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { connect as connect_tls } from 'node:tls';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { authorize_url, call, tokens_for } from './harness/oauth.mjs';
import { poll, within } from './harness/poll.mjs';
import { get_raw, send_raw, status_of } from './harness/raw.mjs';
import { prepare_server, start_server } from './harness/server.mjs';
import { make_host_override } from './harness/tls.mjs';

describe('a running server', () => {
  let server;
  let app;
  let person;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes });
    person = await server.create_person();
  });
  after(() => server?.close());

  test('says that it lives and that it is ready', async () => {
    for (const path of ['/healthz', '/readyz']) {
      assert.equal((await call(server, path)).status, 200, path);
    }
  });

  test('keeps a connection open for many requests', async () => {
    const one = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const answer = await send_raw(server.port, one.repeat(3),
      (text) => (text.match(/HTTP\/1\.1 200/g) ?? []).length === 3);
    assert.equal(answer.match(/HTTP\/1\.1 200/g).length, 3);
  });

  test('answers several requests that were sent at once, in their order', async () => {
    const paths = ['/healthz', '/.well-known/jwks.json', '/no-such-page', '/readyz'];
    const text = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join('');
    const answer = await send_raw(server.port, text,
      (got) => (got.match(/HTTP\/1\.1 \d/g) ?? []).length === 4);
    assert.deepEqual(answer.match(/HTTP\/1\.1 \d{3}/g).map((line) => line.slice(9)),
      ['200', '200', '404', '200']);
  });

  test('compresses text when asked, and says that it depends', async () => {
    const path = '/openapi.json';
    for (const encoding of ['gzip', 'br']) {
      const answer = await get_raw(server.port, path, { 'Accept-Encoding': encoding });
      assert.match(answer, new RegExp(`content-encoding: ${encoding}`, 'i'));
      assert.match(answer, /vary: [^\r\n]*accept-encoding/i);
    }
    assert.doesNotMatch(await get_raw(server.port, path), /content-encoding/i);
  });

  test('does not compress pages, whose length would tell their secrets (BREACH)', async () => {
    const answer = await get_raw(server.port, '/sign-in', { 'Accept-Encoding': 'gzip, br' });
    assert.match(answer, /name="csrf"/);
    assert.doesNotMatch(answer, /content-encoding/i);
  });

  test('logs one JSON line for each request, with an id and without secrets', async () => {
    const tokens = await tokens_for(server, app, person);
    await call(server, '/v2/user/me', { query: { access_token: tokens.access_token } });
    const answer = await call(server, '/healthz');
    const request_id = answer.headers.get('x-request-id');
    const line = await poll('the access log', () => server.output().split('\n')
      .filter((text) => text.startsWith('{')).map((text) => JSON.parse(text))
      .find((entry) => Object.values(entry).includes(request_id) || entry.path === '/v2/user/me'));
    assert.ok(line);
    assert.ok(!server.output().includes(tokens.access_token));
    for (const text of server.output().split('\n').filter(Boolean)) {
      assert.doesNotThrow(() => JSON.parse(text), text);
    }
  });

  test('counts requests, sign-ins and times for Prometheus', async () => {
    await tokens_for(server, app, await server.create_person());
    const agent = new Agent(server);
    await agent.sign_in(await agent.open('/sign-in'), { ...person, password: 'wrong' });
    const { text, headers } = await call(server, '/metrics');
    assert.match(headers.get('content-type'), /^text\/plain/);
    const names = new Set([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name]) => name));
    assert.ok(names.size >= 5, [...names].join(' '));
    assert.match(text, /requests[^\n]*\{[^}]*status="?(200|2xx)/);
    assert.match(text, /_bucket\{[^}]*le="/);
    assert.match(text, /sign_?ins?[^\n]*password/i);
    for (const line of text.split('\n')) {
      assert.match(line, /^(#.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^}]*\})? [-+0-9.eEInfNa]+( \d+)?|)$/, line);
    }
    assert.ok(!text.includes(person.email));
  });

  test('describes itself by an OpenAPI document made of its rows', async () => {
    const candidates = ['/openapi.json', '/.well-known/openapi.json', '/api/openapi.json'];
    const found = (await Promise.all(candidates.map((path) => call(server, path))))
      .find((answer) => answer.status === 200);
    assert.ok(found, 'an OpenAPI document');
    assert.match(found.json.openapi, /^3\./);
    for (const path of ['/oauth/token', '/v2/user/me', '/oidc/token', '/v1/user/ids']) {
      assert.ok(found.json.paths[path], path);
    }
    for (const [path, methods] of Object.entries(found.json.paths)) {
      for (const method of Object.keys(methods)) {
        assert.match(method, /^(get|post|put|delete|head|options|patch)$/, path);
      }
    }
  });

  test('keeps sessions over a restart', async () => {
    const agent = new Agent(server);
    await agent.sign_in(await agent.open('/sign-in'), person);
    await server.restart();
    assert.ok((await agent.open('/account')).has('profile-save'));
  });

  test('lets a sign-in go on that was begun before a restart', async () => {
    const somebody = await server.create_person();
    const agent = new Agent(server);
    const page = await agent.open(authorize_url(server, app));
    await server.restart();
    const consent = await agent.sign_in(page, somebody);
    await server.restart();
    const end = await agent.consent(consent);
    assert.ok(end.left_to?.searchParams.get('code'), end.text);
  });

  test('loses nothing that it acknowledged when the power fails', async () => {
    const tokens = await tokens_for(server, app, await server.create_person());
    await server.kill();
    await server.start();
    assert.equal((await call(server, '/v2/user/me', { bearer: tokens.access_token })).status, 200);
    const agent = tokens.agent;
    assert.ok((await agent.open('/account')).has('profile-save'));
  });
});

test('the demo of development mode is not there in production', async () => {
  const server = await start_server({ config: { dev: false } });
  try {
    for (const path of ['/demo', '/outbox']) assert.equal((await call(server, path)).status, 404);
  } finally {
    await server.close();
  }
});

test('SIGHUP reloads the log level, and a mistake in the file changes nothing', async () => {
  const server = await start_server();
  try {
    const count = () => server.output().split('\n').length;
    await server.write_config({ log: { level: 'debug' } });
    const before_lines = count();
    server.process.child.kill('SIGHUP');
    await poll('a word about the reload', () => count() > before_lines &&
      /reload/i.test(server.output()));
    assert.equal((await call(server, '/readyz')).status, 200);
    await writeFile(server.config_file, 'dev = maybe\n');
    const seen = server.output().length;
    server.process.child.kill('SIGHUP');
    await poll('a word about the mistake', () => /haetae\.toml:1/.test(server.output().slice(seen)));
    assert.equal((await call(server, '/readyz')).status, 200);
  } finally {
    await server.close();
  }
});

test('SIGTERM lets requests in flight finish, takes no new ones, and ends with 0', async () => {
  const server = await start_server();
  try {
    const person = await server.create_person();
    const agent = new Agent(server);
    const page = await agent.open('/sign-in');
    const { url, fields } = page.submission(page.by_testid('sign-in'));
    const body = new URLSearchParams(fields);
    body.set('loginId', person.email);
    body.set('password', person.password);
    const text = body.toString();
    const socket = connect(server.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (part) => { answer += part; });
    socket.on('error', () => {});
    const closed = new Promise((done) => { socket.once('close', done); });
    socket.write(`POST ${url.pathname} HTTP/1.1\r\nHost: localhost:${server.port}\r\n` +
      `Origin: ${server.origin}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      `Cookie: ${agent.cookie_header(url)}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n` +
      text.slice(0, -1));
    // The head and all but one byte of the body are on their way; once another request has gone
    // through, they have been taken up as well.
    await call(server, '/readyz');
    server.process.child.kill('SIGTERM');
    await poll('new connections to be refused or told to go', async () => {
      const status = await get_raw(server.port, '/readyz').then(status_of, () => 0);
      return status === 0 || status === 503;
    });
    socket.write(text.slice(-1));
    await within('the last answer', closed);
    assert.equal(status_of(answer), 303, answer.slice(0, 300));
    assert.match(answer, /connection: close/i);
  } finally {
    await server.close();
  }
});

test('a port that is taken, or an unreadable certificate, ends the start with 4 and words', async () => {
  const server = await start_server();
  const second = await prepare_server();
  try {
    const taken = await second.cli(['serve', '--set', `http.port=${server.port}`]);
    assert.equal(taken.code, 4);
    assert.match(taken.stderr + taken.stdout, new RegExp(String(server.port)));
    const certificate = await second.cli(['serve', '--set', 'tls.port=1', '--set',
      'tls.certificate=/nonexistent.pem', '--set', 'tls.private_key=/nonexistent.key']);
    assert.equal(certificate.code, 4);
    assert.match(certificate.stderr + certificate.stdout, /\/nonexistent/);
  } finally {
    await second.close();
    await server.close();
  }
});

describe('TLS', () => {
  let override;
  let server;
  before(async () => {
    override = await make_host_override();
    server = await start_server({ tls: override.tls });
  });
  after(async () => {
    await server?.close();
    await override?.close();
  });

  /** One handshake; answers the protocol and the peer's certificate. */
  async function handshake(options = {}) {
    const authority = await readFile(override.authority);
    return new Promise((done, failed) => {
      const socket = connect_tls({ host: '127.0.0.1', port: override.tls.port, ca: authority,
        servername: 'kauth.kakao.com', ...options }, () => {
        done({ protocol: socket.getProtocol(),
          serial: socket.getPeerCertificate().serialNumber });
        socket.destroy();
      });
      socket.once('error', failed);
    });
  }

  test('speaks 1.3 and nothing older', async () => {
    assert.equal((await handshake()).protocol, 'TLSv1.3');
    await assert.rejects(handshake({ maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2' }));
  });

  test('takes a renewed certificate at SIGHUP without dropping anybody', async () => {
    const former = (await handshake()).serial;
    await override.renew();
    server.process.child.kill('SIGHUP');
    await poll('the new certificate', async () => (await handshake()).serial !== former);
    assert.equal((await call(server, '/readyz')).status, 200);
  });
});
