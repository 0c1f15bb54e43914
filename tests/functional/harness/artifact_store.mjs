// SPDX-License-Identifier: Apache-2.0
// A store of artifacts that a test runs: a folder over HTTPS with ranges and entity tags, and
// faults; or a small S3 that checks signatures (AWS Signature Version 4).
import { createHash, createHmac } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer as create_http } from 'node:http';
import { createServer as create_https } from 'node:https';
import { dirname, join, normalize } from 'node:path';

const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));

async function read_or_null(path) {
  try {
    return await readFile(path);
  } catch {
    return null;
  }
}

/** Answers a GET of `bytes` with ranges; `faults` may cut, change or misdescribe it. */
function send(request, response, bytes, faults) {
  const tag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const same = !request.headers['if-range'] || request.headers['if-range'] === tag;
  const from = range && same && !faults.no_ranges ? Number(range[1]) : 0;
  if (from > bytes.length || (range && from === bytes.length && from > 0)) {
    response.writeHead(416).end();
    return;
  }
  const part = bytes.subarray(from);
  const headers = { etag: tag, 'content-length': part.length + (faults.claim_more ?? 0) };
  if (from > 0) headers['content-range'] = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  response.writeHead(from > 0 ? 206 : 200, headers);
  if (faults.break_after && part.length > faults.break_after) {
    response.write(part.subarray(0, faults.break_after), () => response.destroy());
    return;
  }
  response.end(part, () => { if (faults.claim_more) response.destroy(); });
}

/** Serves `folder`. `store.faults` and `store.on_request` may be set at any time. */
export async function start_store(folder, tls) {
  const store = { folder, faults: {}, requests: [], on_request: null };
  const handle = async (request, response) => {
    const name = normalize(new URL(request.url, 'http://x').pathname).slice(1);
    store.requests.push({ name, range: request.headers.range });
    const data = !name.endsWith('.json');
    if (store.on_request && await store.on_request(request, response, name)) return;
    let bytes = await read_or_null(join(folder, name));
    if (!bytes) {
      response.writeHead(404).end('not here');
      return;
    }
    if (data && store.faults.change) bytes = store.faults.change(Buffer.from(bytes));
    send(request, response, bytes, data ? store.faults : {});
  };
  const server = tls ? create_https({ cert: await readFile(tls.certificate), key: await readFile(tls.private_key) }, handle)
    : create_http(handle);
  const port = await listen(server);
  store.url = `${tls ? 'https' : 'http'}://localhost:${port}`;
  store.port = port;
  store.data_requests = () => store.requests.filter(({ name }) => !name.endsWith('.json'));
  store.close = () => new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  return store;
}

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const hmac = (key, data) => createHmac('sha256', key).update(data).digest();

/** What is wrong with a request's signature, or null. */
export function signature_fault(request, body, { user, secret, region }) {
  const given = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
    .exec(request.headers.authorization ?? '');
  if (!given) return `no signature: ${request.headers.authorization}`;
  const [, id, day, its_region, signed, signature] = given;
  if (id !== user || its_region !== region) return 'another key or region';
  const names = signed.split(';');
  for (const needed of ['host', 'x-amz-date']) if (!names.includes(needed)) return `${needed} is not signed`;
  const date = request.headers['x-amz-date'];
  if (!date?.startsWith(day)) return 'two dates';
  const claimed = request.headers['x-amz-content-sha256'];
  if (!claimed) return 'no x-amz-content-sha256';
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== sha256(body)) return 'the body has another hash';
  const url = new URL(request.url, 'http://x');
  const canonical = [request.method, url.pathname, url.search.slice(1),
    ...names.map((name) => `${name}:${String(request.headers[name]).trim()}`), '', signed, claimed].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
  return createHmac('sha256', key).update(text).digest('hex') === signature ? null : 'the signature is wrong';
}

/** One bucket in `folder`, path style. `s3.faults` lists requests that were turned away. */
export async function start_s3(folder, { bucket, ...credentials }, tls) {
  const s3 = { refused: [], methods: [] };
  const handle = async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const fault = signature_fault(request, body, credentials);
    s3.methods.push(request.method);
    if (fault) {
      s3.refused.push(fault);
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
      return;
    }
    const path = normalize(new URL(request.url, 'http://x').pathname);
    if (!path.startsWith(`/${bucket}/`)) {
      response.writeHead(404).end();
      return;
    }
    const file = join(folder, path.slice(bucket.length + 2));
    if (request.method === 'PUT') {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, body);
      response.writeHead(200).end();
      return;
    }
    const bytes = await read_or_null(file);
    if (!bytes) response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    else send(request, response, bytes, {});
  };
  const server = create_https({ cert: await readFile(tls.certificate), key: await readFile(tls.private_key) }, handle);
  s3.endpoint = `https://localhost:${await listen(server)}`;
  s3.close = () => new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  return s3;
}
