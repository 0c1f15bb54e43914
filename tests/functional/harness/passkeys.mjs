// SPDX-License-Identifier: Apache-2.0
// Chromium's virtual authenticator: a phone with a fingerprint reader, without the phone.

/** Plugs an authenticator into the page. `user_verified: false` is a finger that is not known. */
export async function plug_authenticator(page, options = {}) {
  const { user_verified = true, present = true } = options;
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: user_verified, automaticPresenceSimulation: present,
    },
  });
  const send = (method, parameters = {}) =>
    session.send(`WebAuthn.${method}`, { authenticatorId, ...parameters });
  return {
    credentials: async () => (await send('getCredentials')).credentials,
    add: (credential) => send('addCredential', { credential }),
    remove: (credentialId) => send('removeCredential', { credentialId }),
    set_verified: (isUserVerified) => send('setUserVerified', { isUserVerified }),
    set_present: (enabled) => send('setAutomaticPresenceSimulation', { enabled }),
    unplug: () => send('removeVirtualAuthenticator'),
  };
}
