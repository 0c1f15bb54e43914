// SPDX-License-Identifier: Apache-2.0
import { kakao } from '@lucia-auth/oauth/providers';

import { listen, redirect, send_json, site } from './lib.mjs';

/** The site's own user store, as far as the provider asks for it. */
const users = {
  useKey: async () => {
    throw Object.assign(new Error('AUTH_INVALID_KEY_ID'), { message: 'AUTH_INVALID_KEY_ID' });
  },
};
const client = kakao(users, {
  clientId: site.client_id, clientSecret: site.client_secret, redirectUri: site.callback,
});

listen({
  '/login': async (request, response) => {
    const [url] = await client.getAuthorizationUrl();
    redirect(response, url);
  },
  '/callback': async (request, response, url) => {
    const answer = await client.validateCallback(url.searchParams.get('code'));
    send_json(response, {
      user: answer.kakaoUser, tokens: answer.kakaoTokens,
      is_new: (await answer.getExistingUser()) === null,
    });
  },
});
