// SPDX-License-Identifier: Apache-2.0
import net from 'node:net';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { free_port } from './tools.mjs';

const kStartMilliseconds = 60_000;

function answers(socket) {
  return new Promise((done) => {
    const one = net.connect(socket);
    one.on('data', () => { one.destroy(); done(true); });
    one.on('error', () => done(false));
    one.on('close', () => done(false));
  });
}

/** A MariaDB server with Galera, a cluster of one node, on the disk; the path of its socket. */
export async function mariadb(scope) {
  const data = join(scope.folder, 'mariadb');
  const socket = join(scope.folder, 'mariadb.sock');
  const user = userInfo().username === 'root' ? ['--user=root'] : [];
  await scope.run('mariadb-install-db', ['--no-defaults', `--datadir=${data}`,
    '--auth-root-authentication-method=normal', '--skip-test-db', ...user]);
  const running = scope.start('mariadbd', ['--no-defaults', `--datadir=${data}`,
    `--socket=${socket}`, '--skip-networking', '--skip-name-resolve', '--performance-schema=OFF',
    '--innodb-autoinc-lock-mode=2', '--innodb-flush-log-at-trx-commit=1',
    '--innodb-flush-method=O_DIRECT', '--innodb-buffer-pool-size=512M', '--binlog-format=ROW',
    '--skip-log-bin', '--character-set-server=utf8mb4', '--max-connections=400', '--wsrep-on=ON',
    '--wsrep-provider=/usr/lib/galera/libgalera_smm.so', '--wsrep-cluster-address=gcomm://',
    '--wsrep-new-cluster', '--wsrep-node-address=127.0.0.1', '--wsrep-sst-method=rsync',
    `--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:${await free_port()}`, ...user]);
  const since = performance.now();
  while (!await answers(socket)) {
    if (running.ended) throw new Error(`mariadbd ended at its start\n${running.output}`);
    if (performance.now() - since > kStartMilliseconds) throw new Error('mariadbd did not start');
    await new Promise((go_on) => { setTimeout(go_on, 20); });
  }
  return socket;
}
