// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const kFunctionalDir = dirname(dirname(fileURLToPath(import.meta.url)));
export const kRepositoryDir = resolve(kFunctionalDir, '..', '..');

/** The server under test: HAETAE_BIN, or the newest sort of build that stands. */
export function server_binary() {
  if (process.env.HAETAE_BIN) return resolve(process.env.HAETAE_BIN);
  const candidates = ['release', 'dev'].map((preset) =>
    join(kRepositoryDir, 'build', preset, 'haetae'));
  const found = candidates.find(existsSync);
  if (!found) throw new Error(`no server to test: build one, or set HAETAE_BIN (${candidates})`);
  return found;
}

/** The browser under test: HAETAE_CHROMIUM, or the one that Debian installs. */
export function browser_binary() {
  const candidates = [process.env.HAETAE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome'];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error('no Chromium found: install the package chromium, or set HAETAE_CHROMIUM');
  return found;
}

/** The folder of Korean open data that some tests need, or null where the machine has none. */
export function test_data() {
  const folder = resolve(process.env.HAETAE_TEST_DATA ?? join(kRepositoryDir, '..', 'shared', 'data'));
  return existsSync(join(folder, 'juso', 'national')) ? folder : null;
}
