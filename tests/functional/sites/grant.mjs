// SPDX-License-Identifier: Apache-2.0
import express from 'express';
import session from 'express-session';
import grant from 'grant';

import { site } from './lib.mjs';

const { kakao_origin } = site;
const app = express();
app.get('/ready', (request, response) => response.json({}));
app.use(session({ secret: 'site', resave: false, saveUninitialized: true }));
app.get('/login', (request, response) => response.redirect('/connect/kakao'));
app.use(grant.express({
  defaults: { origin: site.origin, transport: 'session', state: true,
    response: ['tokens', 'raw', 'profile'] },
  kakao: {
    key: site.client_id, secret: site.client_secret,
    scope: ['profile_nickname', 'account_email'], callback: '/done',
    ...(kakao_origin ? {
      authorize_url: `${kakao_origin}/oauth/authorize`,
      access_url: `${kakao_origin}/oauth/token`,
      profile_url: `${kakao_origin}/v1/user/me`,
    } : {}),
  },
}));
app.get('/done', (request, response) => {
  const answer = request.session.grant?.response ?? {};
  response.status(answer.error ? 500 : 200).json({
    user: answer.profile, tokens: answer.raw, error: answer.error,
  });
});
app.listen(site.port, '127.0.0.1');
