// SPDX-License-Identifier: Apache-2.0
import { Auth } from '@auth/core';
import Kakao from '@auth/core/providers/kakao';

import { listen, redirect, serve_fetch, site } from './lib.mjs';

const { kakao_origin } = site;
const overrides = kakao_origin ? {
  authorization: `${kakao_origin}/oauth/authorize?scope`,
  token: `${kakao_origin}/oauth/token`,
  userinfo: `${kakao_origin}/v2/user/me`,
} : {};

const config = {
  basePath: '/auth',
  secret: 'a secret of the site that nobody guesses',
  trustHost: true,
  providers: [Kakao({ clientId: site.client_id, clientSecret: site.client_secret, ...overrides })],
  callbacks: {
    jwt({ token, account, profile }) {
      return account ? { ...token, tokens: account, profile } : token;
    },
    session({ session, token }) {
      return { user: session.user, profile: token.profile, tokens: token.tokens };
    },
    redirect: () => `${site.origin}/auth/session`,
  },
};

/** Auth.js starts a sign-in by POST with its own CSRF token; a small page does that. */
const kStart = `<!doctype html><title>site</title><script type="module">
const { csrfToken } = await (await fetch('/auth/csrf')).json();
const form = document.createElement('form');
form.method = 'post';
form.action = '/auth/signin/kakao';
form.innerHTML = '<input name="csrfToken"><input name="callbackUrl" value="/">';
form.elements.csrfToken.value = csrfToken;
document.body.append(form);
form.submit();
</script>`;

listen({
  '/login': (request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(kStart);
  },
  '/': (request, response) => redirect(response, '/auth/session'),
  '*': (request, response, url) => serve_fetch(request, response, url, (r) => Auth(r, config)),
});
