// SPDX-License-Identifier: Apache-2.0
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';

import { listen, send_json, serve_fetch, site } from './lib.mjs';

const tables = { user: [], session: [], account: [], verification: [], rateLimit: [] };
const auth = betterAuth({
  baseURL: site.origin,
  basePath: '/api/auth',
  secret: 'a secret of the site that nobody guesses',
  database: memoryAdapter(tables),
  telemetry: { enabled: false },
  socialProviders: {
    kakao: { clientId: site.client_id, clientSecret: site.client_secret },
  },
});

const kStart = `<!doctype html><title>site</title><script type="module">
const answer = await fetch('/api/auth/sign-in/social', {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ provider: 'kakao', callbackURL: '/done', errorCallbackURL: '/done' }),
});
location.href = (await answer.json()).url;
</script>`;

listen({
  '/login': (request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(kStart);
  },
  '/done': async (request, response, url) => {
    const session = await auth.api.getSession({ headers: new Headers(request.headers) });
    send_json(response, {
      user: session?.user, account: tables.account[0], error: url.searchParams.get('error'),
    });
  },
  '*': (request, response, url) => serve_fetch(request, response, url, auth.handler),
});
