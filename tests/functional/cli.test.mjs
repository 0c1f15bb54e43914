// SPDX-License-Identifier: Apache-2.0
// The command line: help, JSON, exit codes, and working beside a running server or without one.
import assert from 'node:assert/strict';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { kUsualScopes } from './harness/admin.mjs';
import { Agent } from './harness/agent.mjs';
import { authorize, call, exchange, header_of, kOidc, tokens_for } from './harness/oauth.mjs';
import { poll } from './harness/poll.mjs';
import { prepare_server, start_server } from './harness/server.mjs';

const kExit = { ok: 0, refused: 1, usage: 2, configuration: 3, unavailable: 4 };

const kCommands = [[], ['serve'], ['app'], ['app', 'create'], ['app', 'list'], ['app', 'show'],
  ['app', 'update'], ['app', 'rotate-secret'], ['person'], ['person', 'create'], ['person', 'show'],
  ['person', 'disable'], ['person', 'enable'], ['person', 'delete'], ['keys'], ['keys', 'list'],
  ['keys', 'rotate'], ['doctor'], ['audit'], ['version']];

describe('the command line without a server', () => {
  let server;
  before(async () => {
    server = await prepare_server();
  });
  after(() => server?.close());

  for (const command of kCommands) {
    test(`haetae ${[...command, '--help'].join(' ')} says what it does`, async () => {
      const { code, stdout, stderr } = await server.cli([...command, '--help'], { with_config: false });
      assert.equal(code, kExit.ok);
      assert.equal(stderr, '');
      assert.match(stdout, /--config/);
      assert.ok(stdout.length > 100);
      for (const line of stdout.split('\n')) assert.ok(line.length < 200, line);
    });
  }

  test('the help of the program lists the exit codes', async () => {
    const { stdout } = await server.cli(['--help'], { with_config: false });
    for (const code of Object.values(kExit)) assert.match(stdout, new RegExp(`\\b${code}\\b`));
  });

  test('a wrong command line ends with 2 and says what is wrong', async () => {
    for (const args of [[], ['nonsense'], ['app'], ['app', 'create'], ['--nonsense'],
      ['app', 'create', '--name', 'x'], ['person', 'create', '--email', 'a@example.test'],
      ['app', 'show', 'no-number'], ['keys', 'rotate', '--algorithm', 'HS256']]) {
      const { code, stdout, stderr } = await server.cli(args);
      assert.equal(code, kExit.usage, args.join(' '));
      assert.ok(stderr.length + stdout.length > 10, args.join(' '));
    }
  });

  test('version is one line, or JSON', async () => {
    const plain = await server.cli(['version'], { with_config: false });
    assert.match(plain.stdout, /^haetae \d+\.\d+\.\d+/);
    const { version } = JSON.parse((await server.cli(['version', '--json'], { with_config: false })).stdout);
    assert.match(version, /^\d+\.\d+\.\d+/);
  });

  test('the first command makes the data directory, for its owner alone', async () => {
    const fresh = await prepare_server();
    try {
      const app = await fresh.create_app();
      assert.ok(Number.isInteger(app.app_id) && app.app_id > 0);
      const { mode } = await stat(fresh.config.data.dir);
      assert.equal(mode & 0o077, 0);
      for (const name of await readdir(fresh.config.data.dir)) {
        const file = await stat(join(fresh.config.data.dir, name));
        assert.equal(file.mode & 0o077, 0, name);
      }
    } finally {
      await fresh.close();
    }
  });

  test('app create prints every key in the form that Kakao uses', async () => {
    const app = await server.create_app({ name: '새 앱' });
    for (const key of ['rest_api_key', 'javascript_key', 'native_app_key', 'admin_key']) {
      assert.match(app[key], /^[0-9a-f]{32}$/, key);
    }
    assert.match(app.client_secret, /^[A-Za-z0-9]{32}$/);
    const keys = [app.rest_api_key, app.javascript_key, app.native_app_key, app.admin_key];
    assert.equal(new Set(keys).size, 4);
  });

  test('app list, show, update and rotate-secret work on what was made', async () => {
    const app = await server.create_app({ name: '돌볼 앱' });
    const list = await server.cli_json(['app', 'list']);
    assert.ok(list.some((one) => one.app_id === app.app_id && one.name === '돌볼 앱'));
    assert.ok(!JSON.stringify(list).includes(app.client_secret), 'a list shows no secrets');
    const shown = await server.cli_json(['app', 'show', String(app.app_id)]);
    assert.deepEqual(shown.redirect_uris, app.redirect_uris);
    assert.equal(shown.client_secret, undefined);
    await server.cli_json(['app', 'update', String(app.app_id), '--name', '새 이름',
      '--redirect-uri', 'http://localhost:4009/new']);
    const changed = await server.cli_json(['app', 'show', String(app.app_id)]);
    assert.equal(changed.name, '새 이름');
    assert.deepEqual(changed.redirect_uris, ['http://localhost:4009/new']);
    assert.equal(changed.rest_api_key, app.rest_api_key);
    const rotated = await server.cli_json(['app', 'rotate-secret', String(app.app_id)]);
    assert.notEqual(rotated.client_secret, app.client_secret);
  });

  test('person create, show, disable, enable and delete', async () => {
    const person = await server.create_person({ nickname: '사람' });
    const shown = await server.cli_json(['person', 'show', person.email]);
    assert.equal(shown.email, person.email);
    assert.equal(shown.nickname, '사람');
    assert.equal(shown.disabled, false);
    assert.equal(shown.email_verified, true);
    assert.ok(!JSON.stringify(shown).includes(person.password));
    await server.cli_json(['person', 'disable', person.email]);
    assert.equal((await server.cli_json(['person', 'show', person.email])).disabled, true);
    await server.cli_json(['person', 'enable', person.email]);
    assert.equal((await server.cli_json(['person', 'show', person.email])).disabled, false);
    await server.cli_json(['person', 'delete', person.email]);
    assert.equal((await server.cli(['person', 'show', person.email])).code, kExit.refused);
  });

  test('what cannot be done ends with 1 and says why', async () => {
    const person = await server.create_person();
    for (const args of [['app', 'show', '999999999'], ['app', 'rotate-secret', '999999999'],
      ['person', 'show', 'nobody@example.test'], ['person', 'delete', 'nobody@example.test'],
      ['person', 'create', '--email', person.email, '--password', 'some long passphrase'],
      ['person', 'create', '--email', person.email.toUpperCase(), '--password', 'some long passphrase'],
      ['person', 'create', '--email', 'no address', '--password', 'some long passphrase'],
      ['person', 'create', '--email', 'short@example.test', '--password', 'short']]) {
      const { code, stdout, stderr } = await server.cli(args);
      assert.equal(code, kExit.refused, `${args.join(' ')} ${stdout}`);
      assert.equal(stdout, '', 'standard output is for results');
      assert.match(stderr, /^haetae: /);
    }
  });

  test('keys list and rotate', async () => {
    const first = await server.cli_json(['keys', 'list']);
    const signing = (list) => list.filter((key) => key.signs_now).map((key) => key.kid);
    assert.ok(first.some((key) => key.algorithm === 'RS256'));
    assert.ok(first.some((key) => key.algorithm === 'ES256'));
    assert.equal(signing(first).length, 2);
    await server.cli_json(['keys', 'rotate']);
    const second = await server.cli_json(['keys', 'list']);
    assert.ok(second.length > first.length);
    assert.deepEqual(signing(second).sort(), signing(first).sort(), 'published before it signs');
    await server.cli_json(['keys', 'rotate', '--algorithm', 'RS256', '--at-once']);
    const third = await server.cli_json(['keys', 'list']);
    assert.notDeepEqual(signing(third).sort(), signing(first).sort());
    for (const key of third) {
      assert.ok(!('d' in key) && !('sealed_private' in key));
    }
  });

  test('doctor looks at everything and says what to do', async () => {
    const findings = await server.cli_json(['doctor']);
    const names = findings.map((one) => one.check);
    for (const name of ['configuration', 'store', 'keys', 'clock', 'mail', 'tls']) {
      assert.ok(names.includes(name), name);
    }
    for (const one of findings) {
      assert.ok(['ok', 'warning', 'bad'].includes(one.state));
      if (one.state !== 'ok') assert.ok(one.advice.length > 5, one.check);
    }
    const sick = await prepare_server({ config: { dev: false, issuer: 'http://id.example.test',
      tls: { port: 1443, certificate: '/nonexistent.pem', private_key: '/nonexistent.key' } } });
    try {
      const { code, stdout } = await sick.cli(['doctor', '--json']);
      assert.equal(code, kExit.refused);
      const bad = JSON.parse(stdout).filter((one) => one.state === 'bad').map((one) => one.check);
      for (const name of ['issuer', 'mail', 'tls']) assert.ok(bad.includes(name), name);
    } finally {
      await sick.close();
    }
  });

  test('a damaged database or secret file is reported and not overwritten', async () => {
    const sick = await prepare_server();
    try {
      await sick.create_app();
      const dir = sick.config.data.dir;
      for (const name of await readdir(dir)) {
        if (/-(wal|shm)$/.test(name)) continue;
        const path = join(dir, name);
        const whole = await readFile(path);
        await writeFile(path, 'this is no such file\n');
        const { code, stderr } = await sick.cli(['app', 'list']);
        assert.equal(code, kExit.unavailable, `${name}: ${stderr}`);
        assert.equal((await readFile(path)).toString(), 'this is no such file\n');
        await writeFile(path, whole);
      }
      assert.equal((await sick.cli(['app', 'list'])).code, kExit.ok);
    } finally {
      await sick.close();
    }
  });

  describe('a mistake in the configuration names the file, the line, the key and the nearest right one', () => {
    const attempt = async (text, args = []) => {
      const file = join(server.dir, 'mistake.toml');
      await writeFile(file, text);
      return server.cli(['app', 'list', '--config', file, ...args], { with_config: false });
    };
    const cases = [
      ['an unknown key', `dev = true\n\n[http]\nprot = 8080\n`, /mistake\.toml:4.*http\.prot.*http\.port/s],
      ['an unknown table', `dev = true\n[htpp]\nport = 8080\n`, /mistake\.toml:[23].*htpp\.port.*http\.port/s],
      ['a wrong type', `[http]\nport = "8080"\n`, /mistake\.toml:2.*http\.port/s],
      ['a value out of range', `[http]\nport = 70000\n`, /mistake\.toml:2.*http\.port.*65535/s],
      ['a wrong choice', `[log]\nlevel = "loud"\n`, /mistake\.toml:2.*log\.level.*info/s],
      ['broken TOML', `dev = true\n[http\nport = 1\n`, /mistake\.toml:2/],
    ];
    for (const [name, text, expected] of cases) {
      test(name, async () => {
        const { code, stderr } = await attempt(text);
        assert.equal(code, kExit.configuration, stderr);
        assert.match(stderr, expected);
      });
    }

    test('in --set and in the environment as well', async () => {
      const set = await server.cli(['app', 'list', '--set', 'http.prot=1']);
      assert.equal(set.code, kExit.configuration);
      assert.match(set.stderr, /http\.prot.*http\.port/s);
      const environment = await server.cli(['app', 'list'], { env: { HAETAE_HTTP_PORT: 'many' } });
      assert.equal(environment.code, kExit.configuration);
      assert.match(environment.stderr, /HAETAE_HTTP_PORT/);
    });

    test('a missing file', async () => {
      const { code, stderr } = await server.cli(['app', 'list', '--config', '/nonexistent.toml'],
        { with_config: false });
      assert.equal(code, kExit.configuration);
      assert.match(stderr, /\/nonexistent\.toml/);
    });
  });

  test('--set outweighs the environment, and that outweighs the file', async () => {
    const read = async (args, env) => {
      const { stdout } = await server.cli(['config', 'check', '--json', ...args], { env });
      return JSON.parse(stdout)['http.port'];
    };
    assert.equal(String(await read([])), String(server.port));
    assert.equal(String(await read([], { HAETAE_HTTP_PORT: '4001' })), '4001');
    assert.equal(String(await read(['--set', 'http.port=4002'], { HAETAE_HTTP_PORT: '4001' })), '4002');
  });

  test('a data directory that cannot be written ends with 4', async () => {
    const { code, stderr } = await server.cli(['app', 'list', '--set', 'data.dir=/proc/haetae']);
    assert.equal(code, kExit.unavailable);
    assert.match(stderr, /\/proc\/haetae/);
  });

  test('secrets come from files', async () => {
    const file = join(server.dir, 'smtp-password');
    await writeFile(file, 'hunter2\n');
    await chmod(file, 0o600);
    const { code, stdout } = await server.cli(['config', 'check', '--set', `mail.password_file=${file}`]);
    assert.equal(code, kExit.ok);
    assert.ok(!stdout.includes('hunter2'));
  });
});

describe('the command line beside a running server', () => {
  let server;
  let app;
  before(async () => {
    server = await start_server();
    app = await server.create_app({ scopes: kUsualScopes });
  });
  after(() => server?.close());

  test('an app and a person that it makes can be used at once', async () => {
    const fresh = await server.create_app({ scopes: kUsualScopes });
    const { code } = await authorize(server, fresh, await server.create_person());
    assert.equal((await exchange(server, fresh, code)).status, 200);
  });

  test('a redirect URI that was taken away is refused at once', async () => {
    const fresh = await server.create_app({ scopes: kUsualScopes });
    await server.cli_json(['app', 'update', String(fresh.app_id), '--redirect-uri',
      'http://localhost:4009/elsewhere']);
    await poll('the change to be known', async () => {
      const answer = await call(server, '/oauth/authorize', { query: {
        client_id: fresh.rest_api_key, redirect_uri: fresh.redirect_uri, response_type: 'code' } });
      return answer.status >= 400 && answer.text.includes('KOE006');
    });
  });

  test('a rotated secret replaces the former one', async () => {
    const person = await server.create_person();
    const fresh = await server.create_app({ scopes: kUsualScopes });
    const rotated = await server.cli_json(['app', 'rotate-secret', String(fresh.app_id)]);
    await poll('the former secret to die', async () => {
      const { code } = await authorize(server, fresh, person);
      return (await exchange(server, fresh, code)).status === 401;
    });
    const { code } = await authorize(server, fresh, person);
    const answer = await exchange(server, { ...fresh, client_secret: rotated.client_secret }, code);
    assert.equal(answer.status, 200, answer.text);
  });

  test('a deleted person is signed out everywhere', async () => {
    const person = await server.create_person();
    const tokens = await tokens_for(server, app, person);
    await server.cli_json(['person', 'delete', person.email]);
    await poll('the token to die', async () =>
      (await call(server, '/v2/user/me', { bearer: tokens.access_token })).status === 401);
    const page = await tokens.agent.open('/account');
    assert.ok(!page.has?.('profile-save'));
  });

  test('rotated keys are published at once, and tokens of the former key stay good', async () => {
    const tokens = await tokens_for(server, app, await server.create_person(),
      { surface: kOidc, params: { scope: 'openid' } });
    const before_keys = (await call(server, '/.well-known/jwks.json')).json.keys.map((key) => key.kid);
    await server.cli_json(['keys', 'rotate']);
    const after_keys = await poll('the new keys', async () => {
      const { keys } = (await call(server, '/.well-known/jwks.json')).json;
      return keys.length > before_keys.length ? keys.map((key) => key.kid) : null;
    });
    for (const kid of before_keys) assert.ok(after_keys.includes(kid));
    assert.ok(after_keys.includes(header_of(tokens.id_token).kid));
    assert.equal((await call(server, kOidc.userinfo, { bearer: tokens.access_token })).status, 200);
  });

  test('audit tells every security event, newest first, and no secret', async () => {
    const person = await server.create_person();
    const tokens = await tokens_for(server, app, person);
    const agent = new Agent(server);
    await agent.sign_in(await agent.open('/sign-in'), { ...person, password: 'wrong guess' });
    await call(server, '/v1/user/unlink', { method: 'POST', bearer: tokens.access_token });
    const entries = await server.cli_json(['audit', '--person', person.email]);
    const events = entries.map((entry) => entry.event);
    for (const event of ['person_created', 'sign_in', 'linked', 'unlinked', 'code_redeemed']) {
      assert.ok(events.includes(event), `${event} in ${events}`);
    }
    const failed = entries.find((entry) => entry.event === 'sign_in' && entry.outcome !== 'ok');
    assert.ok(failed, 'failures as well');
    assert.equal(failed.address, '127.0.0.1');
    const times = entries.map((entry) => entry.at);
    assert.deepEqual(times, times.toSorted().reverse());
    const text = JSON.stringify(entries);
    for (const secret of [person.password, 'wrong guess', tokens.access_token, tokens.refresh_token]) {
      assert.ok(!text.includes(secret));
    }
    const some = await server.cli_json(['audit', '--event', 'sign_in', '--since', '1h', '--most', '1']);
    assert.equal(some.length, 1);
    assert.equal(some[0].event, 'sign_in');
  });

  test('doctor finds a running server in good health', async () => {
    const findings = await server.cli_json(['doctor']);
    assert.ok(findings.every((one) => one.state !== 'bad'), JSON.stringify(findings));
  });
});
