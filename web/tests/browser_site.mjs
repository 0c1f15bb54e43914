// SPDX-License-Identifier: Apache-2.0
// A stand-in for the server in the browser tests: the sample pages under the strict policy that
// the server sends, and the passkey endpoints, verified by an independent library.
import { createServer } from "node:http";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import Mustache from "mustache";
import { buildAll } from "../build.mjs";
import { samples } from "../samples.mjs";

const kChromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser() {
  const { chromium } = await import("playwright-core");
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: kChromiumFlags });
}

const kPolicy =
  "default-src 'none'; script-src 'nonce-c2FtcGxlbm9uY2U'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

export class Site {
  constructor(files) {
    this.files = files;
    this.assets = JSON.parse(files.get("manifest.json")).assets;
    this.posts = [];
    this.credentials = new Map();
    this.refuse = undefined;
    this.challenge = undefined;
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start() {
    const site = new Site(await buildAll());
    await new Promise((resolve) => site.server.listen(0, "127.0.0.1", resolve));
    site.origin = `http://localhost:${site.server.address().port}`;
    return site;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  page(name, variant, language) {
    const sample = samples(language).find((one) => one.page === name && one.variant === variant);
    if (!sample) return undefined;
    return Mustache.render(this.files.get(`pages/${language}/${name}.mustache`), sample.view);
  }

  async answer(request, response) {
    const path = new URL(request.url, this.origin).pathname;
    const asset = this.assets.find(({ url }) => url === path);
    if (asset) {
      response.writeHead(200, { "Content-Type": asset.type }).end(this.files.get(asset.file));
      return;
    }
    if (path === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    // The start page offers the postcode window where its script brings one; here it brings none.
    if (path.endsWith("/postcode.v2.js")) {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end();
      return;
    }
    if (request.method === "POST") {
      await this.accept(path, request, response);
      return;
    }
    const [, , name, variant, language] = path.split("/");
    const html = path === "/done" ? "<title>done</title>" : this.page(name, variant, language);
    response.writeHead(html ? 200 : 404, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": kPolicy,
      "Referrer-Policy": "same-origin",
    });
    response.end(html ?? "");
  }

  async accept(path, request, response) {
    const body = await readBody(request);
    const type = request.headers["content-type"] ?? "";
    const json = type.startsWith("application/json") ? JSON.parse(body) : undefined;
    this.posts.push({ path, type, json, body });
    const result = json ? await this.passkey(path, json) : { location: "/done" };
    if (json) {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(result));
    } else {
      response.writeHead(303, { Location: result.location }).end();
    }
  }

  async passkey(path, json) {
    if (this.refuse) return { error: this.refuse };
    const expected = { expectedOrigin: this.origin, expectedRPID: "localhost" };
    if (path === "/account/passkeys/options") {
      const publicKey = await generateRegistrationOptions({
        rpName: "Haetae",
        rpID: "localhost",
        userID: "cGVyc29uLTE",
        userName: "cat@example.com",
        userDisplayName: "cat",
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        excludeCredentials: [],
      });
      this.challenge = publicKey.challenge;
      return { challenge_token: "token-create", publicKey };
    }
    if (path === "/account/passkeys") {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        ...expected,
        response: json.credential,
        expectedChallenge: this.challenge,
      });
      if (!verified) return { error: { code: "passkey_failed", message: "refused" } };
      this.credentials.set(json.credential.id, registrationInfo);
      return { location: "/done" };
    }
    if (path === "/passkey/options") {
      const publicKey = await generateAuthenticationOptions({
        rpID: "localhost",
        userVerification: "required",
      });
      this.challenge = publicKey.challenge;
      return { challenge_token: "token-get", publicKey };
    }
    return this.signIn(json, expected);
  }

  async signIn(json, expected) {
    const known = this.credentials.get(json.credential.id);
    if (!known)
      return { error: { code: "unknown_credential", message: "This passkey is unknown." } };
    const { verified } = await verifyAuthenticationResponse({
      ...expected,
      response: json.credential,
      expectedChallenge: this.challenge,
      authenticator: {
        credentialID: known.credentialID,
        credentialPublicKey: known.credentialPublicKey,
        counter: known.counter,
      },
    });
    if (!verified) return { error: { code: "passkey_failed", message: "refused" } };
    return { location: "/done" };
  }
}
