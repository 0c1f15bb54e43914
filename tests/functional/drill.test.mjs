// SPDX-License-Identifier: Apache-2.0
// The short form of the drill: three real sites, one of which is killed under load. Needs root.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { server_binary } from './harness/paths.mjs';
import { run_process } from './harness/process.mjs';

const kPrograms = ['mariadbd', 'mariadb', 'ip'];

/** Why this machine cannot hold a drill, or nothing. */
function hindrance() {
  if (process.getuid() !== 0) return 'root is needed for network namespaces';
  for (const program of kPrograms) {
    try {
      execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${program}`]);
    } catch {
      return `${program} is not installed`;
    }
  }
  return null;
}

const skip = hindrance();
if (skip) console.error(`SKIPPED, SITES ARE NOT PROVEN ON THIS MACHINE: ${skip}`);

describe('the loss of a site', { skip: skip ?? false }, () => {
  let folder;
  let result;
  let report;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'haetae-drill-test-'));
    // Speed is never a test: times are shown, not demanded.
    result = await run_process(server_binary(), ['drill', 'site-loss', '--cycles', '1', '--fault',
      'kill', '--outage', '6000', '--calm', '3000', '--load', '0.5', '--show-times-only',
      '--report', folder], { cwd: folder, deadline_ms: 240_000 });
    report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8').catch(() => 'null'));
  });
  after(() => folder && rm(folder, { recursive: true, force: true }));

  test('ends with 0, since nothing was lost and nothing failed elsewhere', () => {
    assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`);
    assert.equal(report.passed, true);
    for (const name of ['lost', 'spent_twice', 'nodes_differ', 'revoked_accepted', 'stuck',
      'failures']) assert.deepEqual(report[name], [], name);
  });

  test('put load of every kind on the sites', () => {
    const idle = report.kinds.filter(({ acknowledged }) => acknowledged === 0).map(({ name }) => name);
    // What a new person does last comes up by turns and may not be due in so short a time.
    assert.deepEqual(idle.filter((name) => !['reset', 'log_out', 'unlink'].includes(name)), []);
  });

  test('finished what the dead site had left half done', () => {
    const [cycle] = report.cycles;
    assert.ok(cycle.in_flight.length >= 7);
    for (const flow of cycle.in_flight) {
      assert.ok(flow.begun > 0, flow.name);
      assert.equal(flow.finished, flow.begun, flow.name);
      assert.equal(flow.spent_twice, 0, flow.name);
    }
  });

  test('writes a page and a ledger without secrets', async () => {
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    assert.match(page, /<svg/);
    assert.match(page, /합격 · Passed/);
    const ledger = await readFile(join(folder, 'ledger.jsonl'), 'utf8');
    assert.ok(ledger.split('\n').length > 500);
    assert.doesNotMatch(`${page}${ledger}`, /correct horse|eyJ/);
  });
});

describe('the command line of drills', () => {
  const drills = ['site-loss', 'quorum-loss', 'cold-start', 'rolling-upgrade', 'disk-full',
    'clock-skew'];
  for (const drill of drills) {
    test(`haetae drill ${drill} --help says what it does and demands`, async () => {
      const { code, stdout } = await run_process(server_binary(), ['drill', drill, '--help'], {});
      assert.equal(code, 0);
      for (const word of ['--report', '--calm', '--delay', '--load', '--show-times-only',
        'Demanded: none lost']) assert.ok(stdout.includes(word), word);
    });
  }

  test('haetae drill --help lists them all', async () => {
    const { code, stdout } = await run_process(server_binary(), ['drill', '--help'], {});
    assert.equal(code, 0);
    for (const drill of [...drills, 'clean-up']) assert.ok(stdout.includes(`  ${drill} `), drill);
  });

  test('haetae drill clean-up --help says what it does', async () => {
    const { code, stdout } = await run_process(server_binary(), ['drill', 'clean-up', '--help'], {});
    assert.equal(code, 0);
    assert.match(stdout, /drills that were killed/);
  });

  test('refuses faults that it does not know', async () => {
    const { code, stderr } = await run_process(server_binary(),
      ['drill', 'site-loss', '--fault', 'flood'], {});
    assert.equal(code, 2);
    assert.match(stderr, /flood/);
  });
});
