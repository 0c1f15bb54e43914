// SPDX-License-Identifier: Apache-2.0
// What every relying site of the tests shares: settings from the environment, and one listener.
import { createServer } from 'node:http';

export const site = {
  port: Number(process.env.SITE_PORT),
  origin: process.env.SITE_ORIGIN,
  callback: process.env.SITE_CALLBACK,
  client_id: process.env.CLIENT_ID,
  client_secret: process.env.CLIENT_SECRET,
  /** Set where the client is pointed at the server by its own options. */
  kakao_origin: process.env.KAKAO_ORIGIN,
};

/** Answers JSON. */
export function send_json(response, value, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

export function redirect(response, location) {
  response.writeHead(302, { location: String(location) });
  response.end();
}

/** Listens; `routes` maps a path to handler(request, response, url). Failures become 500 JSON. */
export function listen(routes) {
  createServer(async (request, response) => {
    const url = new URL(request.url, site.origin);
    try {
      if (url.pathname === '/ready') return send_json(response, {});
      const handler = routes[url.pathname] ?? routes['*'];
      if (!handler) return send_json(response, { error: `no ${url.pathname}` }, 404);
      await handler(request, response, url);
    } catch (error) {
      send_json(response, {
        error: String(error), cause: String(error?.cause ?? ''), stack: error?.stack,
      }, 500);
    }
    return undefined;
  }).listen(site.port, '127.0.0.1');
}

/** Serves a handler of the Fetch API (Request to Response), as most newer libraries are. */
export async function serve_fetch(request, response, url, handler) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const has_body = !['GET', 'HEAD'].includes(request.method);
  const answer = await handler(new Request(url, {
    method: request.method, headers: request.headers, body: has_body ? Buffer.concat(chunks) : undefined,
  }));
  const headers = Object.fromEntries(answer.headers);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length) headers['set-cookie'] = cookies;
  response.writeHead(answer.status, headers);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
