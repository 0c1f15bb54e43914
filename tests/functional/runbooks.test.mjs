// SPDX-License-Identifier: Apache-2.0
// The runbooks: every command in them, as it stands there, on made machines with the package
// installed and the units run by systemd. Needs root.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test as plain_test } from 'node:test';

import { hindrance, make_network } from './harness/machines.mjs';
import { kRepositoryDir, server_binary } from './harness/paths.mjs';
import { poll } from './harness/poll.mjs';
import { run_process } from './harness/process.mjs';
import { make_runbook } from './harness/runbook.mjs';

const skip = hindrance();
if (skip) console.error(`SKIPPED, RUNBOOKS ARE NOT PROVEN ON THIS MACHINE: ${skip}`);

/** A mail server that `haetae doctor` finds. */
const kMail = '\n[mail]\nsmtp_url = "smtp://127.0.0.1:2525"\nrequire_tls = false\nfrom = "Login <no-reply@example.kr>"\n';
const kMailServer = `#!/bin/bash
echo 220 here
while read -r line; do
  case $line in QUIT*) echo 221 bye; exit ;; DATA*) echo 354 go ;; *) echo 250 well ;; esac
done
`;
/** Debian's script waits ten seconds before each whole copy. */
const kShortSleep = `#!/bin/sh
[ "$1" = 10 ] && exec /bin/sleep 2
exec /bin/sleep "$@"
`;
const kMailUnit = `[Service]
ExecStart=socat TCP-LISTEN:2525,bind=127.0.0.1,fork,reuseaddr EXEC:/usr/local/bin/mail-server
[Install]
WantedBy=multi-user.target
`;

const repository = (path) => readFile(join(kRepositoryDir, path), 'utf8');

/** Each goes on where the former one ended. */
let broken = null;
function test(name, work) {
  plain_test(name, async () => {
    if (broken) throw new Error(`not tried: “${broken}” failed`);
    broken = name;
    await work();
    broken = null;
  });
}

describe('runbooks', { skip: skip ?? false }, () => {
  let network;
  let a;
  let b;
  let c;
  let d;
  const book = make_runbook();
  const members = { a: '10.0.1.10', b: '10.0.2.10', c: '10.0.3.10', d: '10.0.4.10' };

  /** The example, small enough for a test, for these sites. */
  async function site_file(name, others = 'abc') {
    const text = (await repository('packaging/examples/site.toml'))
      .replace('name = "a"', `name = "${name}"`)
      .replace(/gcache_mib = \d+/, 'gcache_mib = 64')
      .replace(/buffer_pool_mib = \d+/, 'buffer_pool_mib = 64');
    const more = [...others].slice(3).map((one) => `[sites.${one}]\naddress = "${members[one]}"\n`);
    return `${text}\n${more.join('')}`;
  }
  async function server_file(name) {
    return (await repository('packaging/examples/haetae.toml'))
      .replace('name = "a"', `name = "${name}"`)
      .replace('drain_delay_seconds = 5 ', 'drain_delay_seconds = 1 ') + kMail;
  }
  /** Until this site sees so many, itself included. */
  const sees = (machine, size) => poll(`${machine.name} to see ${size}`, async () => {
    const status = JSON.parse((await machine.run('haetae site status --json')).stdout);
    return status.majority && status.size === size;
  });
  const ready = (machine) => poll(`${machine.name} to be ready`, () => machine.must(
    `exec 3<>/dev/tcp/127.0.0.1/8080
     printf 'GET /readyz HTTP/1.0\\r\\nHost: login.example.kr\\r\\n\\r\\n' >&3
     head -1 <&3 | grep 200`), { deadline_ms: 60_000 });
  /**
   * What the store holds. Of `spent` every id is named instead of counted, since the sites write
   * there by themselves whose turn it is to purge this minute.
   */
  async function rows(machine) {
    const counted = (await machine.must('haetae store check')).replace(/^.*ms.*$/m, '');
    if (machine.is_alone) return counted;
    const spent = await machine.must(`mariadb --no-defaults --user=root \
      --socket=/var/lib/haetae/site/mariadb.sock --batch --skip-column-names haetae --execute="
      SET SESSION wsrep_sync_wait = 1; SELECT id, expires_at FROM spent WHERE id NOT LIKE 'housekeeping %' ORDER BY id"`);
    return counted.replace(/^spent .*$/m, spent);
  }
  const person = (machine, name) => machine.must(
    `haetae person create --email ${name}@example.kr --password 'horse staple 42'`);

  /** What the operator carries by hand. */
  async function carry(path, ...to) {
    const text = await a.must(`cat ${path}`);
    for (const machine of to) {
      await machine.must(`install -o haetae -g haetae -m 600 /dev/null ${path}; cat > ${path}`,
        { input: text });
    }
  }

  before(async () => {
    network = await make_network();
    const built = await run_process(join(kRepositoryDir, 'packaging/deb/build.sh'),
      [server_binary(), network.folder]);
    assert.equal(built.code, 0, built.stderr);
    const package_file = built.stdout.trim();
    [a, b, c, d] = Object.entries(members).map(([name, address]) => network.machine(name, address));
    await Promise.all([a, b, c, d].map(async (machine) => {
      await machine.boot();
      machine.package_file = (await machine.must('mktemp --suffix=.deb -p "$HOME"')).trim();
      await machine.write(machine.package_file, await readFile(package_file));
      await machine.must(`dpkg -i ${machine.package_file}`);
      await machine.write('/etc/haetae/site.toml', await site_file(machine.name));
      await machine.write('/etc/haetae/haetae.toml', await server_file(machine.name));
      await machine.write('/usr/local/bin/mail-server', kMailServer);
      await machine.write('/usr/local/bin/sleep', kShortSleep);
      await machine.write('/etc/systemd/system/mail-server.service', kMailUnit);
      await machine.must(`chmod 755 /usr/local/bin/*
        systemctl enable --quiet --now mail-server`);
    }));
  });
  after(() => network?.close());

  test('the package puts everything where the units look for it', async () => {
    assert.match(await a.must('stat -c "%U %G %a" /var/lib/haetae'), /haetae haetae 750/);
    assert.match(await a.must('stat -c "%U %G %a" /etc/haetae'), /root haetae 750/);
    await a.must('systemd-analyze verify haetae.service haetae-site.service');
    assert.match(await a.must('haetae --help', { user: 'haetae' }), /site/);
  });

  test('add-a-site: the first three', async () => {
    await a.must(book.inline('README.md', 'systemctl disable --now mariadb'));
    await a.must(book.block('add-a-site.md', 'haetae site start --first'));
    await carry('/etc/haetae/site.secret', b, c);
    const make = book.block('add-a-site.md', 'haetae site init\n');
    await Promise.all([b, c].map((machine) => machine.must(make)));
    await sees(a, 3);
    const enable = book.inline('add-a-site.md', 'systemctl enable --now haetae-site haetae');
    await a.must(enable);
    await ready(a);
    await carry('/var/lib/haetae/secret.key', b, c);
    await b.must(enable);
    await c.must(enable);
    await Promise.all([ready(b), ready(c)]);
    await person(a, 'kim');
    const there = await rows(a);
    assert.match(there, /people/);
    assert.equal(await rows(b), there);
    assert.equal(await rows(c), there);
  });

  test('add-a-site: one more, and one less', async () => {
    for (const machine of [a, b, c, d]) {
      await machine.write('/etc/haetae/site.toml', await site_file(machine.name, 'abcd'));
    }
    await carry('/etc/haetae/site.secret', d);
    await d.must(book.block('add-a-site.md', 'haetae site init\n'));
    await sees(a, 4);
    assert.equal(await rows(d), await rows(a));
    await d.must(book.inline('add-a-site.md', 'haetae site stop'));
    await d.must(book.inline('add-a-site.md', 'systemctl disable haetae-site haetae'));
    for (const machine of [a, b, c]) {
      await machine.write('/etc/haetae/site.toml', await site_file(machine.name));
    }
    await sees(a, 3);
  });

  test('site-lost, site-back', async () => {
    await b.kill();
    await sees(a, 2);
    await a.must(book.inline('README.md', 'haetae site status'));
    const told = await a.must(book.block('site-lost.md', 'haetae site status'));
    assert.match(told, /in the majority/);
    assert.match(told, /missing: b/);
    await person(a, 'lee');
    await b.boot();
    assert.match(await b.must(book.block('site-back.md', 'haetae site start')), /up to date/);
    assert.match(await b.must(book.inline('site-back.md', 'haetae site status')), /3 \/ 3/);
    await b.must(book.inline('site-back.md', 'systemctl start haetae'));
    await ready(b);
    assert.equal(await rows(b), await rows(a));
  });

  test('replace-a-disk: an empty one, and damaged data', async () => {
    await c.kill();
    await rm(c.on_disk('/var/lib/haetae/site'), { recursive: true });
    await c.boot();
    await c.must(book.block('replace-a-disk.md', 'haetae site init'));
    await sees(c, 3);
    assert.equal(await rows(c), await rows(a));
    const again = book.block('replace-a-disk.md', 'haetae site rejoin --full');
    const unasked = await c.run(again);
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /nothing was done/);
    await c.must(again, { typed: 'c\n' });
    await sees(c, 3);
    assert.equal(await rows(c), await rows(a));
    assert.doesNotMatch(await c.must('ls /var/lib/haetae/site'), /data-\d/);
  });

  test('rolling-upgrade: one site after the other', async () => {
    const take = (command) => book.inline('rolling-upgrade.md', command);
    for (const machine of [a, b, c]) {
      assert.match(await machine.must(take('haetae site status')), /3 \/ 3/);
      await machine.must(take('systemctl stop haetae'));
      await machine.must(take('haetae site stop'));
      await machine.must(`dpkg -i ${machine.package_file}`);
      await machine.must(take('haetae site start'));
      await machine.must(take('systemctl start haetae'));
      await ready(machine);
      await sees(machine, 3);
    }
  });

  test('all-lost: two of three stay away', async () => {
    await person(a, 'park');
    const before = await rows(a);
    await Promise.all([a, b, c].map((machine) => machine.kill()));
    await Promise.all([a.boot(), b.boot()]);
    const alone = await a.run(book.inline('all-lost.md', 'haetae site start --wait 30').replace('30', '5'));
    assert.notEqual(alone.code, 0);
    const told = await a.run(book.block('all-lost.md', 'haetae site status --recover'));
    assert.match(told.stdout, /last write: \d+/);
    assert.match(told.stdout, /b +10.0.2.10 +starting, [-0-9a-f]{36}:\d+/);
    const found = book.block('all-lost.md', 'haetae site bootstrap');
    const unasked = await a.run(found);
    assert.match(unasked.stderr, /could not be asked: c/);
    assert.equal(unasked.code, 1);
    await a.must(found, { typed: 'bootstrap a\n' });
    await c.boot();
    const rejoin = book.inline('all-lost.md', 'haetae site rejoin');
    await Promise.all([b, c].map((machine) => machine.must(rejoin)));
    await sees(c, 3);
    assert.equal(await rows(c), before);
    assert.match(await a.must(book.inline('all-lost.md', 'haetae site status')), /3 \/ 3/);
    await a.must(book.inline('all-lost.md', 'haetae incident begin --words "…"'));
    await a.must(book.inline('all-lost.md', 'haetae incident end'));
  });

  test('restore-from-backup: what was written until then is there again, and no more', async () => {
    const take = (words) => book.block('restore-from-backup.md', words);
    await b.must('mkdir /backup');
    assert.match(await b.must(take('mariadb-backup --prepare')), /completed OK!/);
    const then = await rows(b);
    await b.must(book.inline('restore-from-backup.md', 'haetae backup FILE').replace('FILE', '/backup/f'));
    await person(a, 'choi');
    assert.notEqual(await rows(b), then);
    for (const machine of [a, b, c]) {
      await machine.must(book.inline('restore-from-backup.md', 'systemctl stop haetae'));
      await machine.must(book.inline('restore-from-backup.md', 'haetae site stop'));
    }
    await b.must(take('mariadb-backup --copy-back'), { typed: 'bootstrap b\n' });
    await Promise.all([a, c].map((machine) => machine.must(take('haetae site init'))));
    await sees(b, 3);
    for (const machine of [a, b, c]) {
      assert.equal(await rows(machine), then);
      await machine.must(book.inline('restore-from-backup.md', 'haetae site status'));
      await machine.must(book.inline('restore-from-backup.md', 'systemctl start haetae'));
      await ready(machine);
    }
    await a.must(book.inline('restore-from-backup.md', 'haetae doctor'));
    await a.must(book.inline('restore-from-backup.md', 'haetae keys rotate --at-once'));
  });

  test('README: another secret', async () => {
    for (const machine of [a, b, c]) {
      await machine.must('systemctl stop haetae');
      await machine.must(book.inline('README.md', 'haetae site stop'));
    }
    await a.must('tr -dc a-z0-9 < /dev/urandom | head -c 43 > /etc/haetae/site.secret');
    await carry('/etc/haetae/site.secret', b, c);
    await c.must(book.inline('README.md', 'haetae site bootstrap'), { typed: 'bootstrap c\n' });
    for (const machine of [a, b]) await machine.must(book.inline('README.md', 'haetae site start'));
    await sees(a, 3);
    for (const machine of [a, b, c]) {
      await machine.must('systemctl start haetae');
      await ready(machine);
    }
  });

  test('witness: a vote without data', async () => {
    for (const machine of [a, b, c, d]) {
      const text = `${await site_file(machine.name, 'abcd')}witness = true\n`;
      await machine.write('/etc/haetae/site.toml', text);
    }
    await carry('/etc/haetae/site.secret', d);
    await d.must(book.inline('witness.md', 'systemctl enable --now haetae-site'));
    await sees(a, 4);
    assert.match(await a.must(book.inline('witness.md', 'haetae site status')), /4 \/ 4/);
    assert.match(await d.must(book.inline('witness.md', 'haetae site witness status')), /witness/);
    await d.must(book.inline('witness.md', 'haetae site witness stop'));
    await sees(a, 3);
    await d.must(book.inline('witness.md', 'haetae site witness start'));
    await sees(a, 4);
  });

  test('restore-from-backup: SQLite', async () => {
    const take = (words) => book.block('restore-from-backup.md', words);
    await d.must('haetae site stop');
    d.is_alone = true;
    await d.write('/etc/haetae/haetae.toml', `issuer = "https://login.example.kr"\n${kMail}`);
    await d.must('systemctl restart haetae');
    await ready(d);
    await person(d, 'jung');
    await d.must('mkdir /backup; cp /var/lib/haetae/secret.key /backup/');
    await d.must(take('haetae backup'));
    const then = await rows(d);
    await person(d, 'kang');
    assert.notEqual(await rows(d), then);
    await d.must(take('mv /var/lib/haetae'));
    await ready(d);
    assert.equal(await rows(d), then);
  });

  test('no command of the runbooks was left out', () => {
    assert.deepEqual(book.left(['artifacts.md']), []);
  });
});
