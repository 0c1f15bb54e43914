// SPDX-License-Identifier: Apache-2.0
// nginx with fixed answers: what this machine gives at most for one request on one core.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { free_port, until_answered } from './tools.mjs';

export const kNginx = 'nginx return 200';

/** nginx reads no parameter of 4096 bytes or more: a longer text is joined from pieces. */
const kParameterMax = 4000;

function return_of(text) {
  if (text.length <= kParameterMax) return `return 200 '${text}';`;
  const count = Math.ceil(text.length / kParameterMax);
  const pieces = Array.from({ length: count }, (_, i) =>
    text.slice(i * kParameterMax, (i + 1) * kParameterMax));
  return `${pieces.map((piece, i) => `set $piece${i} '${piece}';`).join(' ')} `
    + `return 200 '${pieces.map((_, i) => `\${piece${i}}`).join('')}';`;
}

/** `bodies`: {path: bytes}; each is answered with as many bytes of JSON. */
export async function start_nginx(scope, bodies, core) {
  const port = await free_port();
  const folder = join(scope.folder, 'nginx');
  mkdirSync(folder, { recursive: true });
  const locations = Object.entries(bodies).map(([path, bytes]) => {
    const text = JSON.stringify({ data: 'x'.repeat(Math.max(0, bytes - '{"data":""}'.length)) });
    return `location = ${path} { default_type application/json; ${return_of(text)} }`;
  });
  // keepalive_requests: as many as Haetae takes on one connection.
  writeFileSync(join(folder, 'nginx.conf'), `
    daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off; keepalive_requests 10000;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) =>
    `${kind}_temp_path ${folder}/${kind};`).join(' ')}
      server { listen 127.0.0.1:${port}; ${locations.join('\n')} }
    }`);
  const since = performance.now();
  const running = scope.start('nginx', ['-e', join(folder, 'error.log'), '-p', folder, '-c',
    join(folder, 'nginx.conf')], { core });
  const { milliseconds } = await until_answered(running, port, Object.keys(bodies)[0], since);
  // The one child of the master is the worker.
  const children = readFileSync(`/proc/${running.pid}/task/${running.pid}/children`, 'utf8');
  return { running, port, pid: Number(children.trim().split(' ')[0]), milliseconds };
}
