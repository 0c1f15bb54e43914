// SPDX-License-Identifier: Apache-2.0
import { Kakao, decodeIdToken } from 'arctic';

import { listen, redirect, send_json, site } from './lib.mjs';

const client = new Kakao(site.client_id, site.client_secret, site.callback);

listen({
  '/login': (request, response) =>
    redirect(response, client.createAuthorizationURL('arctic-state',
      ['profile_nickname', 'account_email', 'openid'])),
  '/callback': async (request, response, url) => {
    const tokens = await client.validateAuthorizationCode(url.searchParams.get('code'));
    const again = await client.refreshAccessToken(tokens.refreshToken());
    const me = await fetch('https://kapi.kakao.com/v2/user/me', {
      headers: { authorization: `Bearer ${again.accessToken()}` },
    });
    send_json(response, {
      user: await me.json(),
      claims: decodeIdToken(tokens.idToken()),
      refreshed_claims: decodeIdToken(again.idToken()),
      token_type: tokens.tokenType(),
      scopes: tokens.scopes(),
      expires_in: tokens.accessTokenExpiresInSeconds(),
      refreshed_expires_in: again.accessTokenExpiresInSeconds(),
      state: url.searchParams.get('state'),
    });
  },
});
