// SPDX-License-Identifier: Apache-2.0
// Address data that travel between sites: published, pulled from stores that break, lie and attack,
// put in force under load, and followed by a shared target.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { start_s3, start_store } from './harness/artifact_store.mjs';
import { server_binary } from './harness/paths.mjs';
import { poll } from './harness/poll.mjs';
import { start_process } from './harness/process.mjs';
import { prepare_server, start_server } from './harness/server.mjs';
import { make_host_override } from './harness/tls.mjs';

/** 도로명주소 한글: 바다로 `number` of 가나도 다라시 마바동. */
function row(number) {
  const padded = String(number).padStart(5, '0');
  return `9911010130001230${padded}00000|9911010100|가나도|다라시|마바동||0|${number}|1|991103000123|` +
    `바다로|0|${number}|0|9911051000|마바1동|12345||20260105|0||||\r\n`;
}
const rows = (last) => Array.from({ length: last }, (_, i) => row(i + 1)).join('');

const kChunk = 65_536;

async function cli(server, args, code = 0) {
  const done = await server.cli([...args, '--json']);
  assert.equal(done.code, code, `${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
  return code === 0 ? JSON.parse(done.stdout) : done.stderr;
}
const finds = async (server, number) => {
  const answer = await fetch(
    `${server.origin}/v1/address/search?query=${encodeURIComponent(`가나도 다라시 바다로 ${number}`)}`);
  const body = await answer.json();
  return answer.status === 200 && body.results?.[0]?.nearest === false;
};
async function metric(server, name) {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  return Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('address data between sites', () => {
  let tls;
  let publisher;
  let shelf;
  let key_file;
  let public_key;
  let store;
  const sites = [];

  /** Imports rows 1 to `last` at the publisher and publishes them; the new version's name. */
  async function publish(last, place = shelf, more = []) {
    const path = join(publisher.dir, `202512_${last}.txt`);
    await writeFile(path, rows(last));
    await cli(publisher, ['import', 'juso', path, '--force']);
    const done = await cli(publisher, ['data', 'publish', place, '--key', key_file,
      '--chunk-bytes', String(kChunk), ...more]);
    return done.version;
  }

  /** A site that has no data yet. */
  async function new_site(data = {}, started = false) {
    const config = { dev: true,
      data: { trusted_keys: [public_key], ca_file: tls.authority, ...data } };
    const site = await (started ? start_server : prepare_server)({ config });
    sites.push(site);
    return site;
  }

  before(async () => {
    tls = await make_host_override();
    publisher = await prepare_server({ config: { dev: true } });
    sites.push(publisher);
    shelf = join(publisher.dir, 'shelf');
    await mkdir(shelf);
    key_file = join(publisher.dir, 'publisher.key');
    public_key = (await cli(publisher, ['data', 'keys', 'new', key_file])).public_key;
    store = await start_store(shelf, tls.tls);
    await publish(6000);
  });
  after(async () => {
    await store?.close();
    for (const site of sites) await site.close();
    await tls?.close();
  });

  test('a private key is made once, for its owner alone, and shows its public half', async () => {
    assert.equal((await stat(key_file)).mode & 0o777, 0o600);
    assert.equal((await cli(publisher, ['data', 'keys', 'show', key_file])).public_key, public_key);
    assert.match(await cli(publisher, ['data', 'keys', 'new', key_file], 4), /cannot be written/);
    const open = join(publisher.dir, 'open.key');
    await copyFile(key_file, open);
    await chmod(open, 0o644);
    assert.match(await cli(publisher, ['data', 'publish', shelf, '--key', open], 3), /chmod 600/);
  });

  test('a site pulls a version, verifies it and puts it in force', async () => {
    const site = await new_site();
    const done = await cli(site, ['data', 'pull', store.url, '--activate']);
    assert.equal(done.key, public_key);
    assert.equal(done.fetched, done.bytes);
    const [version] = await cli(site, ['data', 'list']);
    assert.equal(version.version, done.version);
    assert.ok(version.active);
    assert.equal(version.counts.addresses, 6000);
    assert.ok(version.source_bytes > 0, 'the next import can build on it');
    const before = store.data_requests().length;
    assert.ok((await cli(site, ['data', 'pull', store.url])).held);
    assert.equal(store.data_requests().length, before, 'nothing is fetched twice');
  });

  test('a connection that breaks again and again is continued where it broke', async () => {
    const site = await new_site();
    store.faults = { break_after: 40_000 };
    const before = store.data_requests().length;
    try {
      const done = await cli(site, ['data', 'pull', store.url]);
      assert.ok(done.bytes > 160_000, `${done.bytes} bytes are enough to break`);
      assert.equal(done.fetched, done.bytes, 'no byte comes twice');
      const ranges = store.data_requests().slice(before).filter(({ range }) => range);
      assert.ok(ranges.length >= 3, JSON.stringify(ranges));
    } finally {
      store.faults = {};
    }
  });

  test('a pull that is killed goes on at the next one', async () => {
    const site = await new_site();
    let hold;
    const held = new Promise((done) => { hold = done; });
    store.on_request = async (request, response, name) => {
      if (name.endsWith('.json') || request.headers.range) return false;
      const bytes = await readFile(join(shelf, name));
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 3 * kChunk + 100), hold);
      return true;  // and no more comes
    };
    const running = start_process(server_binary(),
      ['data', 'pull', store.url, '--config', site.config_file], { cwd: site.dir });
    await held;
    const part = async () => {
      const folder = join(site.config.data.dir, 'address', 'pull');
      const [name] = (await readdir(folder)).filter((file) => file.endsWith('.hai.part'));
      return (await stat(join(folder, name))).size;
    };
    await poll('three chunks to be written', async () => await part() === 3 * kChunk);
    running.child.kill('SIGKILL');
    await running.ended;
    store.on_request = null;
    const done = await cli(site, ['data', 'pull', store.url]);
    assert.equal(done.resumed, 3 * kChunk);
    assert.equal(done.fetched, done.bytes - done.resumed);
  });

  test('two pulls at a time are one too many', async () => {
    const site = await new_site();
    let hold;
    const held = new Promise((done) => { hold = done; });
    store.on_request = (request, response, name) => {
      if (name.endsWith('.json')) return false;
      hold();
      return true;  // never answered
    };
    const running = start_process(server_binary(),
      ['data', 'pull', store.url, '--config', site.config_file], { cwd: site.dir });
    await held;
    assert.match(await cli(site, ['data', 'pull', store.url], 1), /another pull runs/);
    running.child.kill('SIGKILL');
    await running.ended;
    store.on_request = null;
  });

  test('a store without ranges is read from the beginning', async () => {
    const site = await new_site();
    store.faults = { no_ranges: true };
    try {
      await cli(site, ['data', 'pull', store.url]);
    } finally {
      store.faults = {};
    }
  });

  test('bytes that the manifest does not name are refused', async () => {
    const site = await new_site();
    store.faults = { change: (bytes) => { bytes[bytes.length - 5] ^= 1; return bytes; } };
    try {
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /not those that its manifest names/);
      store.faults = { change: (bytes) => bytes.subarray(0, bytes.length - 1) };
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /not those that its manifest names/);
      store.faults = { claim_more: 10 };
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /not those that its manifest names/);
    } finally {
      store.faults = {};
    }
    assert.deepEqual(await cli(site, ['data', 'list']), []);
  });

  test('manifests of strangers, of no one and of endless length are refused', async () => {
    const site = await new_site();
    const answer = (text) => {
      store.on_request = (request, response) => {
        response.writeHead(200).end(text);
        return true;
      };
    };
    const genuine = JSON.parse(await readFile(join(shelf, 'address.json'), 'utf8'));
    const stranger = generateKeyPairSync('ed25519');
    const x = stranger.publicKey.export({ format: 'jwk' }).x;
    const signature = sign(null, Buffer.from(`haetae-artifact-1\n${genuine.manifest}`),
      stranger.privateKey).toString('base64url');
    try {
      answer(JSON.stringify({ ...genuine, signatures: [{ key: x, ed25519: signature }] }));
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /trusted_keys does not hold/);
      answer(JSON.stringify({ ...genuine, signatures: [{ key: public_key, ed25519: signature }] }));
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /is wrong/);
      answer(JSON.stringify({ ...genuine, manifest: genuine.manifest.replace('.hai', '/../x') }));
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /is wrong/);
      answer(genuine.manifest);
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /no signed manifest/);
      store.on_request = (request, response) => {
        response.writeHead(200);
        const more = () => { while (response.write(Buffer.alloc(65_536, 32))); response.once('drain', more); };
        more();
        return true;
      };
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /longer than a manifest may be/);
    } finally {
      store.on_request = null;
    }
    // The same document is good for whoever trusts the stranger.
    await writeFile(join(shelf, 'stranger.json'), JSON.stringify(
      { ...genuine, signatures: [{ key: x, ed25519: signature }] }));
    store.on_request = async (request, response, name) => {
      if (name !== 'address.json') return false;
      response.writeHead(200).end(await readFile(join(shelf, 'stranger.json')));
      return true;
    };
    try {
      await cli(site, ['data', 'pull', store.url, '--set', `data.trusted_keys=${x}`]);
    } finally {
      store.on_request = null;
      await rm(join(shelf, 'stranger.json'));
    }
  });

  test('a store that nobody vouches for, or in the clear, or with a password, is refused', async () => {
    const site = await new_site();
    assert.match(await cli(site, ['data', 'pull', store.url, '--set', 'data.ca_file='], 1),
      /certificate/i);
    const wrong = (url) => cli(site, ['data', 'pull', url], 3);
    assert.match(await wrong('http://192.0.2.1/data'), /in the clear/);
    assert.match(await wrong('ftp://localhost/data'), /no URL of a store/);
    assert.match(await wrong('https://user:secret@localhost/'), /no URL of a store/);
    assert.match(await wrong('s3://bucket/%2e%2e/x'), /want s3/);
    assert.match(await cli(site, ['data', 'pull', store.url, '--set', 'data.trusted_keys='], 1),
      /no key is trusted/);
  });

  test('redirects are followed within https, and not for ever', async () => {
    const site = await new_site();
    const plain = await start_store(shelf);
    const move = (to) => {
      store.on_request = (request, response, name) => {
        if (name.startsWith('moved/')) return false;
        response.writeHead(302, { location: to(name) }).end();
        return true;
      };
    };
    try {
      move((name) => `${plain.url}/${name}`);
      await cli(site, ['data', 'pull', store.url], 1);
      assert.equal(plain.requests.length, 0, 'never from https to http');
      move((name) => `${store.url}/${name}`);
      assert.match(await cli(site, ['data', 'pull', store.url], 1), /redirect/i);
      // One step is followed.
      store.on_request = (request, response, name) => {
        if (!name.startsWith('old/')) return false;
        response.writeHead(302, { location: `${store.url}/${name.slice(4)}` }).end();
        return true;
      };
      await cli(site, ['data', 'pull', `${store.url}/old`]);
    } finally {
      store.on_request = null;
      await plain.close();
    }
  });

  test('http is spoken to this machine', async () => {
    const site = await new_site();
    const plain = await start_store(shelf);
    try {
      await cli(site, ['data', 'pull', plain.url]);
    } finally {
      await plain.close();
    }
  });

  test('data that are played back are refused unless they are asked for', async () => {
    const site = await new_site();
    const first = await cli(site, ['data', 'pull', store.url]);
    const played = await readFile(join(shelf, 'address.json'));
    const newer = await publish(6100);
    await cli(site, ['data', 'pull', store.url]);
    await cli(site, ['data', 'remove', first.version]);
    store.on_request = (request, response, name) => {
      if (name !== 'address.json') return false;
      response.writeHead(200).end(played);
      return true;
    };
    try {
      assert.match(await cli(site, ['data', 'pull', store.url], 1), new RegExp(`older than ${newer}`));
    } finally {
      store.on_request = null;
    }
    assert.match(await cli(site, ['data', 'pull', store.url, '--version', first.version], 1), /older/);
    await cli(site, ['data', 'pull', store.url, '--version', first.version, '--allow-older']);
    assert.match(await cli(publisher, ['data', 'publish', shelf, '--key', key_file,
      '--version', first.version], 1), /published there already/);
  });

  test('a disk that is too small is noticed before anything is fetched', async (context) => {
    const site = await new_site();
    const folder = join(site.config.data.dir, 'address');
    await mkdir(folder, { recursive: true });
    const script = `mount -t tmpfs -o size=2m tmpfs "$1" && shift && exec "$@"`;
    const in_tmpfs = (args) => start_process('unshare', ['-rm', 'sh', '-c', script, 'sh', folder,
      server_binary(), ...args, '--config', site.config_file], { cwd: site.dir });
    const probe = in_tmpfs(['data', 'list']);
    await probe.ended;
    if (probe.exit.code !== 0) return context.skip('this machine gives no mount namespace');
    const before = store.data_requests().length;
    const run = in_tmpfs(['data', 'pull', store.url]);
    await run.ended;
    assert.equal(run.exit.code, 4, run.stderr);
    assert.match(run.stderr, /MB free; .* still needs/);
    assert.equal(store.data_requests().length, before);
  });

  test('a running server pulls and swaps under load without failing a request', async () => {
    const site = await new_site({ pull_url: store.url, pull_every_seconds: 1, activate: 'pulled' }, true);
    await poll('the first version', () => finds(site, 5000));
    let running = true;
    const failed = [];
    let answered = 0;
    const load = Array.from({ length: 8 }, async (_, worker) => {
      for (let i = 1 + worker; running; i = i % 5000 + 1) {
        if (await finds(site, i)) answered += 1;
        else failed.push(i);
      }
    });
    try {
      for (const last of [6200, 6300]) {
        const before = answered;
        await publish(last);
        await poll(`바다로 ${last}`, () => finds(site, last));
        assert.ok(answered > before);
      }
    } finally {
      running = false;
      await Promise.all(load);
    }
    assert.deepEqual(failed, []);
    assert.ok(await metric(site, 'haetae_address_pulls_total{outcome="brought"}') >= 3);
    assert.ok(await metric(site, 'haetae_address_pull_success_timestamp_seconds') > 1.7e9);
    assert.ok(site.output().includes('address_data_pulled'));
    // A store that attacks, or is away, leaves the site as it is.
    store.faults = { change: (bytes) => { bytes[100] ^= 1; return bytes; } };
    try {
      await publish(6400);
      await poll('the refusal', async () =>
        await metric(site, 'haetae_address_pulls_total{outcome="refused"}') >= 1);
      assert.ok(await finds(site, 6300));
      assert.equal(await finds(site, 6400), false);
    } finally {
      store.faults = {};
    }
    await poll('the store to be believed again', () => finds(site, 6400));
    await site.stop();
  });

  test('sites follow a shared target once they hold it, and go on without the store', async () => {
    const site = await new_site({ pull_url: store.url, pull_every_seconds: 1 }, true);
    const target = (...args) => cli(site, ['data', 'target', ...args]);
    assert.equal((await target()).target, null);
    assert.equal(await metric(site, 'haetae_address_target_in_force'), -1);
    const first = await publish(6500);
    await poll('the version to be here', async () => (await cli(site, ['data', 'list']))
      .some(({ version }) => version === first));
    assert.equal(await finds(site, 6500), false, 'nothing is in force before the target says so');
    await target(first);
    await poll('the target to be followed', () => finds(site, 6500));
    await poll('the metric', async () => await metric(site, 'haetae_address_target_in_force') === 1);

    // The next target is named before the site can have it.
    store.on_request = (request, response) => { response.destroy(); return true; };
    const second = await publish(6600);
    assert.match(await cli(site, ['data', 'target', second], 1), /is not here/);
    await target(second, '--force');
    await poll('the site to miss it', () => site.output().includes('address_target_missing'));
    assert.equal(await metric(site, 'haetae_address_target_in_force'), 0);
    assert.ok(await finds(site, 6500), 'the version in force stays');
    await site.restart();
    await poll('its own copy after a restart without the store', () => finds(site, 6500));
    store.on_request = null;
    await poll('the target once the store is back', () => finds(site, 6600));

    // Back in step, to a version that is older.
    await target(first);
    await poll('the older target', async () => !(await finds(site, 6600)) && finds(site, 6500));
    await target('--clear');
    await cli(site, ['data', 'activate', second]);
    await poll('what this site decided alone', () => finds(site, 6600));
    await site.stop();
  });

  test('a server does not start with a store that it could not believe', async () => {
    const site = await new_site({ pull_url: store.url, trusted_keys: [] });
    const words = await cli(site, ['serve'], 4);
    assert.match(words, /no key is trusted/);
  });

  test('an S3 bucket: requests are signed, and a wrong secret gets nothing', async () => {
    const account = { bucket: 'address-data', user: 'AKIATESTHAETAE', secret: 'a secret/of+40 characters', region: 'ap-northeast-2' };
    const s3 = await start_s3(join(publisher.dir, 'bucket'), account, tls.tls);
    const write_credentials = async (server, secret) => {
      const path = join(server.dir, 's3.txt');
      await writeFile(path, `${account.user}\n${secret}\n`, { mode: 0o600 });
      return ['--set', `data.s3_endpoint=${s3.endpoint}`, '--set', `data.s3_credentials_file=${path}`,
        '--set', `data.ca_file=${tls.authority}`];
    };
    try {
      const url = `s3://${account.bucket}/korea/2026`;
      const theirs = await write_credentials(publisher, account.secret);
      const version = await publish(6700, url, theirs);
      assert.deepEqual(s3.refused, []);
      assert.ok(s3.methods.filter((method) => method === 'PUT').length >= 4);
      const site = await new_site();
      const done = await cli(site, ['data', 'pull', url, '--activate',
        ...await write_credentials(site, account.secret)]);
      assert.equal(done.version, version);
      assert.deepEqual(s3.refused, []);
      const other = await new_site();
      assert.match(await cli(other, ['data', 'pull', url,
        ...await write_credentials(other, 'another secret')], 1), /answered 403/);
      assert.deepEqual([...new Set(s3.refused)], ['the signature is wrong']);
      await chmod(join(other.dir, 's3.txt'), 0o640);
      assert.match(await cli(other, ['data', 'pull', url, '--set',
        `data.s3_credentials_file=${join(other.dir, 's3.txt')}`], 3), /chmod 600/);
    } finally {
      await s3.close();
    }
  });
});
