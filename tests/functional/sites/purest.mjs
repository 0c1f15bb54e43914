// SPDX-License-Identifier: Apache-2.0
// purest only reads the API, so the sign-in before it is done by hand.
import purest from 'purest';

import { listen, redirect, send_json, site } from './lib.mjs';

const { kakao_origin } = site;
const kakao = purest({
  provider: 'kakao',
  ...(kakao_origin ? {
    config: {
      kakao: {
        default: { origin: kakao_origin, path: '{version}/{path}', version: 'v1',
          headers: { authorization: 'Bearer {auth}' } },
        oauth: { origin: kakao_origin, path: 'oauth/{path}' },
      },
    },
  } : {}),
});

listen({
  '/login': (request, response) => {
    const query = new URLSearchParams({
      client_id: site.client_id, redirect_uri: site.callback, response_type: 'code',
    });
    redirect(response, `${kakao_origin ?? 'https://kauth.kakao.com'}/oauth/authorize?${query}`);
  },
  '/callback': async (request, response, url) => {
    const { body: tokens } = await kakao('oauth').post('token').form({
      grant_type: 'authorization_code', code: url.searchParams.get('code'),
      client_id: site.client_id, client_secret: site.client_secret, redirect_uri: site.callback,
    }).request();
    const { body: user } = await kakao.get('user/me').auth(tokens.access_token).request();
    const { body: info } = await kakao.get('user/access_token_info').auth(tokens.access_token)
      .request();
    send_json(response, { user, info });
  },
});
