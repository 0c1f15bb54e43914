// SPDX-License-Identifier: Apache-2.0
import create_connector from '@logto/connector-kakao';

import { listen, redirect, send_json, site } from './lib.mjs';

const connector = await create_connector({
  getConfig: async () => ({ clientId: site.client_id, clientSecret: site.client_secret }),
});

listen({
  '/login': async (request, response) => {
    redirect(response, await connector.getAuthorizationUri({
      state: 'logto-state', redirectUri: site.callback, connectorId: 'kakao',
      connectorFactoryId: 'kakao', jti: 'jti', headers: {},
    }, async () => {}));
  },
  '/callback': async (request, response, url) => {
    const user = await connector.getUserInfo({
      code: url.searchParams.get('code'), redirectUri: site.callback,
    }, async () => ({}));
    send_json(response, { user });
  },
});
