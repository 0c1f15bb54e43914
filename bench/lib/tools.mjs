// SPDX-License-Identifier: Apache-2.0
// Processes, ports and folders of a benchmark; nothing outlives it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const kRepository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const kStopMilliseconds = 10_000;

/** A program of the release build (HAETAE_BENCH_BUILD names another build folder). */
export function program(name) {
  const folder = resolve(kRepository, process.env.HAETAE_BENCH_BUILD ?? 'build/release');
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`${path} is missing: run without --no-build`);
  return path;
}

/**
 * Two of the cores that this process may use: the server's and the load's; null on a machine with
 * one core, where both must share it.
 */
export function two_cores() {
  const status = readFileSync('/proc/self/status', 'utf8');
  const cores = /Cpus_allowed_list:\s*(\S+)/.exec(status)[1].split(',').flatMap((range) => {
    const [first, last] = range.split('-').map(Number);
    return Array.from({ length: (last ?? first) - first + 1 }, (_, i) => first + i);
  });
  return cores.length < 2 ? null : { server: cores[0], load: cores[1] };
}

export const say = (text) => console.error(text);

/** Folders and processes that are gone when the work is done, however it ends. */
export class Scope {
  constructor() {
    this.running = [];
    // On the disk of the build: a RAM disk, as temporary folders often are, would flatter fsync.
    mkdirSync(join(kRepository, 'build'), { recursive: true });
    this.folder = mkdtempSync(join(kRepository, 'build', 'bench-'));
  }

  /** Starts a program, pinned to a core when one is given. Its output is kept in `output`. */
  start(command, args, { core, env } = {}) {
    const pinned = core === undefined ? [command, ...args]
      : ['taskset', '-c', String(core), command, ...args];
    const child = spawn(pinned[0], pinned.slice(1),
      { cwd: this.folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const running = { child, pid: child.pid, output: '', ended: false };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes) => { running.output = (running.output + bytes).slice(-20_000); });
    }
    running.exit = once(child, 'exit').then(([code]) => {
      running.ended = true;
      return code;
    });
    this.running.push(running);
    return running;
  }

  async stop(running) {
    if (running.ended) return;
    running.child.kill('SIGTERM');
    const timer = setTimeout(() => running.child.kill('SIGKILL'), kStopMilliseconds);
    await running.exit;
    clearTimeout(timer);
  }

  /** Runs a program to its end; its standard output. */
  async run(command, args, { core, env, quiet = true } = {}) {
    const pinned = core === undefined ? [command, ...args]
      : ['taskset', '-c', String(core), command, ...args];
    const child = spawn(pinned[0], pinned.slice(1), {
      cwd: this.folder, env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'] });
    let out = '', errors = '';
    child.stdout.on('data', (bytes) => { out += bytes; });
    child.stderr?.on('data', (bytes) => { errors += bytes; });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${out}${errors}`);
    return out;
  }

  async close() {
    for (const running of this.running.reverse()) await this.stop(running);
    if (process.env.HAETAE_BENCH_KEEP) say(`kept ${this.folder}`);
    else rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function with_scope(work) {
  const scope = new Scope();
  try {
    return await work(scope);
  } finally {
    await scope.close();
  }
}

export async function free_port() {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** One GET on a connection of its own: {status, body}; nothing when nobody listens. */
export function get(port, path) {
  return new Promise((done) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false,
      headers: { host: `localhost:${port}` } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => done({ status: response.statusCode, body: Buffer.concat(parts) }));
    });
    request.on('error', () => done(undefined));
  });
}

/** Asks again and again until `path` is answered 200; milliseconds since `since`. */
export async function until_answered(running, port, path, since = performance.now()) {
  for (;;) {
    const answer = await get(port, path);
    if (answer?.status === 200) return { milliseconds: performance.now() - since, ...answer };
    if (running.ended) throw new Error(`the server ended at its start\n${running.output}`);
    if (performance.now() - since > 30_000) throw new Error(`no answer of ${path} within 30 s`);
    await new Promise((go_on) => { setTimeout(go_on, 1); });
  }
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Resident memory of a process in MiB. */
export function resident_mib(pid, key = 'VmRSS') {
  const kib = new RegExp(`${key}:\\s*(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kib[1]) / 1024;
}
