// SPDX-License-Identifier: Apache-2.0
// The one place that knows how app settings are spelled on the command line.

/** Consent items that most tests need; everything else is off. */
export const kUsualScopes = {
  profile_nickname: 'required',
  account_email: 'required',
  profile_image: 'optional',
};

/**
 * Arguments of `haetae app create`.
 * settings: name, redirect_uris (array of URL texts).
 */
export function app_create_arguments({ name = '시험 앱', redirect_uris }) {
  return ['app', 'create', '--name', name,
    ...redirect_uris.flatMap((uri) => ['--redirect-uri', uri])];
}

/**
 * Arguments of `haetae app update`, or null when `settings` change nothing.
 * settings: scopes {id: required|optional|off}, client_secret (bool: must it be sent?),
 * openid (bool), auto_link (bool), login (bool), logout_redirect_uris, properties (array of keys),
 * client_credentials (bool), service_terms [{tag, required}], access_token_seconds, refresh_token_seconds, allowed_ips,
 * site_domains, local (bool: may it use the Local API?), local_per_day, local_per_second.
 */
export function app_update_arguments(app_id, settings) {
  const more = [];
  const on_off = (flag, value) => {
    if (value !== undefined) more.push(flag, value ? 'on' : 'off');
  };
  const each = (flag, values = []) => {
    for (const value of values) more.push(flag, String(value));
  };
  each('--scope', Object.entries(settings.scopes ?? {}).map(([id, mode]) => `${id}=${mode}`));
  on_off('--client-secret', settings.client_secret);
  on_off('--openid', settings.openid);
  on_off('--auto-link', settings.auto_link);
  on_off('--login', settings.login);
  on_off('--client-credentials', settings.client_credentials);
  each('--logout-redirect-uri', settings.logout_redirect_uris);
  each('--property', settings.properties);
  each('--service-terms', settings.service_terms?.map(({ tag, required }) =>
    `${tag}=${required ? 'required' : 'optional'}|${tag}|https://site.test/terms/${tag}`));
  each('--allowed-ip', settings.allowed_ips);
  each('--site-domain', settings.site_domains);
  on_off('--local', settings.local);
  for (const [flag, value] of [['--access-token-seconds', settings.access_token_seconds],
    ['--refresh-token-seconds', settings.refresh_token_seconds],
    ['--local-per-day', settings.local_per_day],
    ['--local-per-second', settings.local_per_second]]) {
    if (value !== undefined) more.push(flag, String(value));
  }
  return more.length ? ['app', 'update', String(app_id), ...more] : null;
}
