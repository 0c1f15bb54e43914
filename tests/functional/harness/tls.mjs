// SPDX-License-Identifier: Apache-2.0
// Host override: a private authority signs for Kakao's names, and clients are told to trust it.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { kFunctionalDir } from './paths.mjs';
import { free_port, run_process } from './process.mjs';

export const kKakaoHosts = ['kauth.kakao.com', 'kapi.kakao.com', 'accounts.kakao.com',
  'dapi.kakao.com', 'developers.kakao.com', 't1.kakaocdn.net', 'k.kakaocdn.net',
  't1.daumcdn.net', 'ssl.daumcdn.net', 'dmaps.daum.net', 'spi.maps.daum.net',
  'business.juso.go.kr', 'www.juso.go.kr'];

async function openssl(...args) {
  const result = await run_process('openssl', args);
  assert.equal(result.code, 0, result.stderr);
}

/** Writes a server certificate for `hosts`, signed by the authority in `dir`. */
async function sign_certificate(dir, name, hosts) {
  const path = (suffix) => join(dir, `${name}.${suffix}`);
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  await writeFile(path('ext'), `subjectAltName=${names},DNS:localhost,IP:127.0.0.1\n`);
  await openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', path('key'), '-out', path('csr'), '-subj', `/CN=${hosts[0]}`);
  await openssl('x509', '-req', '-in', path('csr'), '-CA', join(dir, 'ca.pem'), '-CAkey',
    join(dir, 'ca.key'), '-CAcreateserial', '-days', '30', '-extfile', path('ext'),
    '-out', path('pem'));
  return { certificate: path('pem'), private_key: path('key') };
}

/**
 * Makes an authority and a certificate for Kakao's names, and picks a port for TLS.
 * `host_rules` is for Chromium, `env` and `node_args` for Node programs.
 */
export async function make_host_override() {
  const dir = await mkdtemp(join(tmpdir(), 'haetae-tls-'));
  await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
    '-nodes', '-keyout', join(dir, 'ca.key'), '-out', join(dir, 'ca.pem'), '-days', '30',
    '-subj', '/CN=Test authority');
  const files = await sign_certificate(dir, 'server', kKakaoHosts);
  const port = await free_port();
  return {
    tls: { port, ...files },
    authority: join(dir, 'ca.pem'),
    host_rules: kKakaoHosts.map((host) => `MAP ${host}:443 127.0.0.1:${port}`),
    node_args: ['--require', join(kFunctionalDir, 'harness', 'override.cjs')],
    env: {
      HAETAE_OVERRIDE_HOSTS: kKakaoHosts.join(','),
      HAETAE_OVERRIDE_PORT: String(port),
      NODE_EXTRA_CA_CERTS: join(dir, 'ca.pem'),
    },
    renew: () => sign_certificate(dir, 'server', kKakaoHosts),
    close: () => rm(dir, { recursive: true, force: true }),
  };
}
