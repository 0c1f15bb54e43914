// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { start_nginx } from './nginx.mjs';
import { report } from './signin_report.mjs';
import { free_port, get, median, program, resident_mib, say, two_cores, until_answered,
  with_scope } from './tools.mjs';

const kPeople = 64;
const kStarts = 5;
/** The documents that are answered from memory; each has a twin of its size at nginx. */
const kDocuments = { jwks: '/oidc/jwks.json', discovery: '/oidc/.well-known/openid-configuration' };
/** {"id":…,"expires_in":…,"app_id":…} with usual numbers. */
const kTokenInfoBytes = 60;

export const signin = {
  name: 'signin',
  about: 'the whole server on one core: documents, tokens, passkeys, passwords, memory, start-up',
  targets: ['haetae', 'haetae_bench_load'],
  async run() {
    return with_scope(run);
  },
};

/** What the run sets beside the defaults, for a server that one machine loads from one address. */
function config_of(port, folder) {
  return `issuer = "http://localhost:${port}"
[data]
dir = "${join(folder, 'data')}"
[http]
port = ${port}
io_threads = 1
trusted_proxies = ["127.0.0.1/32"]
connections_per_address = 1000
[log]
access = false
`;
}

async function register(scope, haetae, config) {
  const cli = async (...args) => JSON.parse(
    await scope.run(haetae, [...args, '--config', config, '--json']));
  const redirect_uri = 'http://localhost:9/callback';
  say('registering an app and people');
  const app = await cli('app', 'create', '--name', 'bench', '--redirect-uri', redirect_uri,
    '--id-token-algorithm', 'ES256');
  const people = [];
  for (let i = 0; i < kPeople; i += 1) {
    const person = { email: `person${i}@example.test`, password: `correct horse battery ${i}` };
    await cli('person', 'create', '--email', person.email, '--password', person.password,
      '--nickname', `p${i}`);
    people.push(person);
  }
  return { client_id: app.rest_api_key, client_secret: app.client_secret, redirect_uri, people };
}

/** Starts the server, and answers it with how long its first answers took. */
async function start(scope, haetae, config, port, core, path) {
  const since = performance.now();
  const server = scope.start(haetae, ['serve', '--config', config], { core });
  const { milliseconds } = await until_answered(server, port, path, since);
  return { server, milliseconds };
}

async function measure_starts(scope, haetae, config, port, core) {
  const took = {};
  for (const path of ['/healthz', kDocuments.jwks]) {
    const all = [];
    for (let i = 0; i < kStarts; i += 1) {
      const { server, milliseconds } = await start(scope, haetae, config, port, core, path);
      all.push(milliseconds);
      await scope.stop(server);
    }
    took[path] = median(all);
  }
  return { healthz: took['/healthz'], jwks: took[kDocuments.jwks] };
}

async function run(scope) {
  const cores = two_cores();
  if (!cores) say('one core only: server and load share it, and every figure is too low');
  const haetae = program('haetae');
  const port = await free_port();
  const config = join(scope.folder, 'haetae.toml');
  writeFileSync(config, config_of(port, scope.folder));
  const registered = await register(scope, haetae, config);
  const starts = await measure_starts(scope, haetae, config, port, cores?.server);
  const { server } = await start(scope, haetae, config, port, cores?.server, '/healthz');

  const bodies = { '/v1/user/access_token_info': kTokenInfoBytes };
  for (const path of Object.values(kDocuments)) bodies[path] = (await get(port, path)).body.length;
  const nginx = await start_nginx(scope, bodies, cores?.server);
  const memory = { started: resident_mib(server.pid) };

  const settings = join(scope.folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ port, pid: server.pid, peer_port: nginx.port,
    peer_pid: nginx.pid, fetches: kDocuments, only: process.env.HAETAE_BENCH_ONLY ?? '', ...registered }));
  let points;
  try {
    points = JSON.parse(await scope.run(program('haetae_bench_load'), ['signin', settings],
      { core: cores?.load, quiet: false }));
  } catch (error) {
    throw new Error(`${error.message}\nThe server said at last:\n${server.output.slice(-3000)}`);
  }
  memory.loaded = resident_mib(server.pid);
  memory.peak = resident_mib(server.pid, 'VmHWM');
  memory.nginx = resident_mib(nginx.running.pid) + resident_mib(nginx.pid);
  return report({ points, starts: { ...starts, nginx: nginx.milliseconds }, memory, cores });
}
