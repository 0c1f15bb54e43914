// SPDX-License-Identifier: Apache-2.0
// Machines on this one: namespaces with a root of their own over this machine's, systemd as their
// first process, and a network between them. What an operator types runs in them as it stands.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { poll } from './poll.mjs';
import { run_process, start_process } from './process.mjs';

const kInit = new URL('machine_init.sh', import.meta.url).pathname;
const kPrograms = ['unshare', 'nsenter', 'ip', 'script', 'dpkg', 'mariadbd', 'mariadb-backup',
  'socat', 'garbd'];
const kGroups = '/sys/fs/cgroup/systemd';

/** Why there can be no machines here, or nothing. */
export function hindrance() {
  if (process.getuid() !== 0) return 'root is needed for namespaces';
  if (!existsSync('/lib/systemd/systemd')) return 'systemd is not installed';
  for (const program of kPrograms) {
    try {
      execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${program}`]);
    } catch {
      return `${program} is not installed`;
    }
  }
  return null;
}

const host = (...words) => execFileSync(words[0], words.slice(1), { stdio: 'pipe' });

const network_of = (process) => readlinkSync(`/proc/${process}/ns/net`);

class Machine {
  constructor(network, name, address) {
    Object.assign(this, { network, name, address });
    this.folder = join(network.folder, name);
    for (const part of ['upper', 'work', 'root']) {
      mkdirSync(join(this.folder, part), { recursive: true });
    }
    this.group = existsSync(kGroups) ? join(kGroups, `${network.name}-${name}`) : null;
  }

  /** Power on: its disk is as it was left. */
  async boot() {
    if (this.group) mkdirSync(this.group, { recursive: true });
    const enter = this.group ? `echo $$ > ${this.group}/cgroup.procs; ` : '';
    this.init = start_process('setsid', ['sh', '-c', `${enter}exec unshare --mount --pid --uts \
      --ipc --cgroup --net --fork --kill-child bash --norc ${kInit} ${this.folder} ${this.name}`]);
    const parent = this.init.child.pid;
    this.pid = await poll(`${this.name} to have a first process`, () => {
      const child = Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim());
      const apart = child && network_of(child) !== network_of('self');
      return apart ? child : null;
    });
    this.network.plug(this);
    await poll(`systemd at ${this.name}`, async () => {
      if (this.init.exit) throw new Error(this.init.stderr);
      // Units of the machine's own may still be starting, a database that looks for others for long.
      return (await this.run('systemctl is-active basic.target')).code === 0;
    }, { deadline_ms: 60_000 });
  }

  /** Where its own files are, as long as it is off. */
  on_disk(path) {
    return join(this.folder, 'upper', path);
  }

  /** Power off, at once: its processes die with the first one. */
  async kill() {
    if (!this.init) return;
    this.init.child.kill('SIGKILL');
    await this.init.ended;
    await poll(`${this.name} to be off`, () => !existsSync(`/proc/${this.pid}`));
    this.init = null;
  }

  /** Runs lines of a shell, as root or as `user`; `typed` is typed at a terminal. */
  run(lines, { user, typed, input = '', deadline_ms = 120_000 } = {}) {
    let command = ['bash', '--norc', '-ec', lines];
    if (typed !== undefined) command = ['script', '-qec', lines, '/dev/null'];
    if (user) command = ['runuser', '-u', user, '--', ...command];
    return run_process('nsenter', ['-t', String(this.pid), '-a', '--', 'env', '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8',
      'HOME=/root', 'TERM=dumb', 'SHELL=/bin/sh', ...command],
    { input: typed ?? input, deadline_ms });
  }

  /** The same, and it must succeed; what it printed. */
  async must(lines, options) {
    const done = await this.run(lines, options);
    if (done.code === 0) return `${done.stdout}${done.stderr}`;
    throw new Error(`at ${this.name}, exit ${done.code}:\n${lines}\n${done.stdout}${done.stderr}`);
  }

  write(path, text) {
    return this.must(`mkdir -p "$(dirname ${path})"; cat > ${path}`, { input: text });
  }
}

class Network {
  constructor(folder) {
    this.folder = folder;
    this.name = `haetae-test-${process.pid}`;
    this.machines = [];
    host('ip', 'netns', 'add', this.name);
    host('ip', '-n', this.name, 'link', 'add', 'hub', 'type', 'bridge');
    host('ip', '-n', this.name, 'link', 'set', 'hub', 'up');
  }

  machine(name, address) {
    this.machines.push(new Machine(this, name, address));
    return this.machines.at(-1);
  }

  /** The other end goes away with the machine, but takes its time. */
  plug({ name, address, pid }) {
    try {
      host('ip', '-n', this.name, 'link', 'del', `to-${name}`);
    } catch {
      // It was gone already.
    }
    const inside = (...words) => host('nsenter', '-t', String(pid), '-n', 'ip', ...words);
    host('ip', '-n', this.name, 'link', 'add', `to-${name}`, 'type', 'veth', 'peer', 'name', 'eth0',
      'netns', String(pid));
    host('ip', '-n', this.name, 'link', 'set', `to-${name}`, 'master', 'hub', 'up');
    inside('address', 'add', `${address}/16`, 'dev', 'eth0');
    inside('link', 'set', 'eth0', 'up');
    inside('link', 'set', 'lo', 'up');
  }

  async close() {
    await Promise.all(this.machines.map((machine) => machine.kill()));
    for (const { name, group } of this.machines) {
      if (group) await poll(`the last process of ${name}`, () => remove_group(group) ?? true);
    }
    host('ip', 'netns', 'del', this.name);
    await rm(this.folder, { recursive: true, force: true });
  }
}

function remove_group(group) {
  if (!existsSync(group)) return;
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) remove_group(join(group, entry.name));
  }
  rmdirSync(group);
}

/** A network without machines; close it, or it stays behind. */
export async function make_network() {
  return new Network(await mkdtemp(join(tmpdir(), 'haetae-machines-')));
}
