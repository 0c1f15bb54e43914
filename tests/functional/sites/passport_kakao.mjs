// SPDX-License-Identifier: Apache-2.0
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-kakao';

import { site } from './lib.mjs';

const options = { clientID: site.client_id, callbackURL: site.callback };
if (site.client_secret) options.clientSecret = site.client_secret;
if (process.env.SCOPE) options.scope = process.env.SCOPE.split(' ');

passport.use(new Strategy(options, (access_token, refresh_token, profile, done) => {
  const { _raw, ...user } = profile;
  done(null, { user, tokens: { access_token, refresh_token } });
}));
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));

const app = express();
app.get('/ready', (request, response) => response.json({}));
app.use(session({ secret: 'site', resave: false, saveUninitialized: false }));
app.use(passport.initialize());
app.get('/login', passport.authenticate('kakao', { state: 'a state & more' }));
app.get('/callback', passport.authenticate('kakao', { failWithError: true }),
  (request, response) => response.json({ ...request.user, state: request.query.state }));
app.use((error, request, response, next) => {
  response.status(500).json({ error: String(error), detail: String(error.oauthError?.data ?? '') });
  next();
});
app.listen(site.port, '127.0.0.1');
