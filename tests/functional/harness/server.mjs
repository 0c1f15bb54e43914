// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { app_create_arguments, app_update_arguments } from './admin.mjs';
import { base_config, merge, to_toml } from './config.mjs';
import { server_binary } from './paths.mjs';
import { poll, within } from './poll.mjs';
import { free_port, run_process, start_process } from './process.mjs';

let people_made = 0;

/** A Haetae server in a directory of its own, and the command line beside it. */
export class Server {
  constructor(dir, port, config, serve_arguments = []) {
    this.dir = dir;
    this.serve_arguments = serve_arguments;
    this.port = port;
    this.config = config;
    this.config_file = join(dir, 'haetae.toml');
    this.origin = `http://localhost:${port}`;
    this.issuer = config.issuer;
    this.log = '';
    /** Texts that must never be seen in a log. */
    this.secrets = new Set();
  }

  async write_config(extra) {
    if (extra) this.config = merge(this.config, extra);
    await writeFile(this.config_file, to_toml(this.config));
  }

  /** Runs one command of the command line against this server's data. */
  async cli(args, { with_config = true, ...options } = {}) {
    const more = with_config ? ['--config', this.config_file] : [];
    return run_process(server_binary(), [...args, ...more], { cwd: this.dir, ...options });
  }

  /** Like `cli`, but the command must succeed and print JSON. */
  async cli_json(args) {
    const result = await this.cli([...args, '--json']);
    assert.equal(result.code, 0, `${args.join(' ')}\n${result.stdout}\n${result.stderr}`);
    return JSON.parse(result.stdout);
  }

  /**
   * Makes an app; see admin.mjs for what `settings` may hold. The answer carries what the command
   * printed, and `redirect_uri`, the first redirect URI.
   */
  async create_app(settings = {}) {
    const redirect_uris = settings.redirect_uris ?? ['http://localhost:4009/callback'];
    const printed = await this.cli_json(app_create_arguments({ ...settings, redirect_uris }));
    const app = { ...printed, redirect_uris, redirect_uri: redirect_uris[0] };
    for (const secret of [app.client_secret, app.admin_key]) if (secret) this.secrets.add(secret);
    const update = app_update_arguments(app.app_id, settings);
    if (update) await this.cli_json(update);
    await this.settle();
    return app;
  }

  async update_app(app, settings) {
    await this.cli_json(app_update_arguments(app.app_id, settings));
    await this.settle();
  }

  /**
   * Waits until a running server has seen what the command line changed before this call: it
   * compares its memory with the store several times a second and counts that.
   */
  async settle() {
    if (!this.process) return;
    const checks = async () => {
      const answer = await fetch(`http://127.0.0.1:${this.port}/metrics`);
      return Number(/^haetae_snapshot_checks_total (\d+)$/m.exec(await answer.text())?.[1]);
    };
    const before = await checks();
    // The next check may have begun before the change; the one after it has not.
    await poll('the server to see the change', async () => (await checks()) >= before + 2);
  }

  async create_person({ nickname = '해태', email, password } = {}) {
    people_made += 1;
    const person = {
      email: email ?? `person${people_made}@example.test`,
      password: password ?? `correct horse battery ${people_made}`,
      nickname,
    };
    const made = await this.cli_json(['person', 'create', '--email', person.email,
      '--password', person.password, '--nickname', nickname]);
    this.secrets.add(person.password);
    return { ...made, ...person };
  }

  async start() {
    const args = ['serve', '--config', this.config_file, ...this.serve_arguments];
    this.process = start_process(server_binary(), args, { cwd: this.dir });
    const { process: running } = this;
    await poll('the server to be ready', async () => {
      if (running.exit) return true;
      const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`);
      await answer.arrayBuffer();
      return answer.status === 200;
    });
    if (running.exit) {
      throw new Error(`the server ended at its start (${JSON.stringify(running.exit)})\n` +
        `${running.stdout}\n${running.stderr}`);
    }
  }

  /** Everything that the server has printed since the first start. */
  output() {
    return `${this.log}${this.process?.stdout ?? ''}${this.process?.stderr ?? ''}`;
  }

  /** Ends the server as an operator does; it must drain and leave with 0, and keep its secrets. */
  async stop() {
    const running = this.process;
    if (!running) return;
    running.child.kill('SIGTERM');
    try {
      await within('the server to stop', running.ended);
    } catch (error) {
      running.child.kill('SIGKILL');
      await running.ended;
      throw new Error(`${error.message}\n${tail(this.output())}`);
    } finally {
      this.log = this.output();
      this.process = null;
    }
    assert.deepEqual({ code: running.exit.code, signal: running.exit.signal },
      { code: 0, signal: null }, `the server did not end cleanly\n${tail(this.log)}`);
    for (const secret of this.secrets) {
      assert.ok(!this.log.includes(secret), `a secret stands in the log: ${secret}`);
    }
  }

  async restart() {
    await this.stop();
    await this.start();
  }

  /** Kills without warning, as a power cut does. */
  async kill() {
    const running = this.process;
    running.child.kill('SIGKILL');
    await running.ended;
    this.log = this.output();
    this.process = null;
  }

  async close() {
    try {
      await this.stop();
    } finally {
      if (process.env.HAETAE_TEST_KEEP) {
        await writeFile(join(this.dir, 'output.log'), this.output());
        console.error(`kept ${this.dir}`);
      } else {
        await rm(this.dir, { recursive: true, force: true });
      }
    }
  }

  /** The mails sent so far, newest first: [{to, subject, text, at}]. */
  async mails(to) {
    const answer = await fetch(`${this.origin}/outbox`, { headers: { accept: 'application/json' } });
    assert.equal(answer.status, 200);
    const { mails } = await answer.json();
    return to ? mails.filter((mail) => mail.to === to) : mails;
  }

  /** Waits for a mail to `to` beyond the `seen` ones, and returns the newest. */
  async next_mail(to, seen = 0) {
    return poll(`mail ${seen + 1} to ${to}`, async () => {
      const mails = await this.mails(to);
      return mails.length > seen ? mails[0] : null;
    });
  }
}

function tail(text, length = 4000) {
  return text.length > length ? `…${text.slice(-length)}` : text;
}

/** Prepares a data directory and configuration; nothing runs yet. */
export async function prepare_server({ config, issuer, tls, serve_arguments } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'haetae-test-'));
  const port = await free_port();
  const data_dir = join(dir, 'data');
  const server = new Server(dir, port, merge(base_config({ data_dir, port, issuer, tls }), config),
    serve_arguments);
  await server.write_config();
  return server;
}

/** Prepares and starts a server; `t.after`-style cleanup is the caller's (`server.close()`). */
export async function start_server(options = {}) {
  const server = await prepare_server(options);
  try {
    await server.start();
  } catch (error) {
    await rm(server.dir, { recursive: true, force: true });
    throw error;
  }
  return server;
}
