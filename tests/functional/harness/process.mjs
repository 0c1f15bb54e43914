// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

import { within } from './poll.mjs';

/** A TCP port that nobody listens on at this moment. */
export async function free_port(address = '127.0.0.1') {
  const listener = createServer();
  await new Promise((done, failed) => {
    listener.once('error', failed);
    listener.listen(0, address, done);
  });
  const { port } = listener.address();
  await new Promise((done) => listener.close(done));
  return port;
}

/** Starts a program and gathers what it prints. `ended` resolves to {code, signal}. */
export function start_process(file, args, { env = {}, cwd } = {}) {
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const run = { child, stdout: '', stderr: '', exit: null };
  child.stdout.setEncoding('utf8').on('data', (text) => { run.stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { run.stderr += text; });
  child.stdin.on('error', () => {});
  run.ended = new Promise((done) => {
    child.once('error', (error) => {
      run.exit = { code: null, signal: null, error };
      done(run.exit);
    });
    child.once('close', (code, signal) => {
      run.exit ??= { code, signal };
      done(run.exit);
    });
  });
  return run;
}

/** Runs a program to its end. */
export async function run_process(file, args, { env, cwd, input = '', deadline_ms } = {}) {
  const run = start_process(file, args, { env, cwd });
  run.child.stdin.end(input);
  try {
    await within(`${file} ${args.join(' ')}`, run.ended, deadline_ms);
  } catch (error) {
    run.child.kill('SIGKILL');
    throw new Error(`${error.message}\n${run.stdout}\n${run.stderr}`);
  }
  if (run.exit.error) throw run.exit.error;
  return { code: run.exit.code, signal: run.exit.signal, stdout: run.stdout, stderr: run.stderr };
}
