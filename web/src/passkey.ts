// SPDX-License-Identifier: Apache-2.0
// Every `[data-passkey]` block of a page: `sign-in` and `reauth` use a passkey, `enrol` makes one.
import { post, ServerRefusal } from "./server";
import {
  authenticationJson,
  type CreationOptionsJson,
  creationOptions,
  registrationJson,
  type RequestOptionsJson,
  requestOptions,
  statics,
} from "./webauthn";

/// The server's challenges live five minutes; an offer in the autofill list is renewed before.
const kOfferRenewMilliseconds = 4 * 60 * 1000;

/// The autofill offer starts at the first sign of a person, or after this time without one. Not
/// at once: whoever presses the button right away would race an authenticator that answers the
/// offer by itself, as security keys under test do.
const kOfferDelayMilliseconds = 3000;
const kSignsOfAPerson = ["pointermove", "pointerdown", "keydown", "focusin"];

interface Options<PublicKey> {
  challenge_token: string;
  publicKey: PublicKey;
}

/// Only one request may wait in a page: the button must end the one that autofill holds.
let waiting: AbortController | undefined;

function begin(): AbortSignal {
  waiting?.abort();
  waiting = new AbortController();
  return waiting.signal;
}

class Block {
  private readonly button: HTMLButtonElement | null;
  private readonly status: HTMLElement | null;
  private started = false;

  constructor(private readonly root: HTMLElement) {
    this.button = root.querySelector<HTMLButtonElement>("[data-passkey-button]");
    this.status = root.querySelector<HTMLElement>("[data-passkey-status]");
  }

  start(): void {
    this.root.hidden = false;
    document.querySelectorAll<HTMLElement>(".passkey-or").forEach((line) => (line.hidden = false));
    this.button?.addEventListener("click", () => void this.press());
    if (this.kind === "sign-in") this.offerSoon();
  }

  private offerSoon(): void {
    const go = (): void => {
      if (!this.started) void this.offer();
    };
    const once = { once: true, passive: true };
    kSignsOfAPerson.forEach((sign) => document.addEventListener(sign, go, once));
    window.setTimeout(go, kOfferDelayMilliseconds);
  }

  private get kind(): string {
    return this.root.dataset.passkey ?? "";
  }

  /// What the page was asked to come back with: a flow under way, or a page of ours.
  private get carried(): Record<string, string | boolean> {
    const { flow, next } = this.root.dataset;
    return {
      ...(flow ? { flow } : {}),
      ...(next ? { next } : {}),
      ...(this.kind === "reauth" ? { reauth: true } : {}),
    };
  }

  private say(text: string, bad = false): void {
    if (!this.status) return;
    this.status.textContent = text;
    this.status.classList.toggle("passkey__status--bad", bad);
  }

  private message(name: string): string {
    return this.root.getAttribute(`data-msg-${name}`) ?? "";
  }

  private async press(): Promise<void> {
    if (!this.button) return;
    this.started = true;
    this.button.disabled = true;
    this.say(this.message("waiting"));
    try {
      await (this.kind === "enrol" ? this.enrol() : this.use(begin()));
    } catch (error) {
      this.explain(error);
      this.button.disabled = false;
      if (this.kind === "sign-in") void this.offer();
    }
  }

  private explain(error: unknown): void {
    if (error instanceof ServerRefusal) {
      this.say(error.message || this.message("failed"), true);
    } else if (error instanceof DOMException) {
      const names: Record<string, string> = {
        NotAllowedError: "cancelled",
        AbortError: "cancelled",
        InvalidStateError: "exists",
        NotSupportedError: "unsupported",
      };
      this.say(this.message(names[error.name] ?? "failed"), true);
    } else {
      this.say(this.message(error instanceof TypeError ? "network" : "failed"), true);
    }
  }

  private async use(signal: AbortSignal, mediation?: "conditional"): Promise<void> {
    const options = await post<Options<RequestOptionsJson>>("/passkey/options", this.carried);
    if (signal.aborted) return;
    const request = { publicKey: requestOptions(options.publicKey), signal };
    const credential = (await navigator.credentials.get(
      (mediation ? { ...request, mediation } : request) as CredentialRequestOptions,
    )) as PublicKeyCredential | null;
    if (!credential) throw new DOMException("", "NotAllowedError");
    const keep = document.querySelector<HTMLInputElement>('input[name="keep"]')?.checked;
    try {
      await post("/passkey/sign-in", {
        challenge_token: options.challenge_token,
        credential: authenticationJson(credential),
        ...this.carried,
        ...(keep === undefined ? {} : { keep }),
      });
    } catch (error) {
      if (error instanceof ServerRefusal && error.code === "unknown_credential") {
        const rpId = options.publicKey.rpId ?? window.location.hostname;
        void statics()?.signalUnknownCredential?.({ rpId, credentialId: credential.id });
      }
      throw error;
    }
  }

  /// Lets the browser list passkeys in the autofill of the id box, until something is chosen.
  private async offer(): Promise<void> {
    this.started = true;
    const signal = begin();
    if (!(await statics()?.isConditionalMediationAvailable?.()) || signal.aborted) return;
    const renew = window.setTimeout(() => void this.offer(), kOfferRenewMilliseconds);
    signal.addEventListener("abort", () => window.clearTimeout(renew));
    try {
      await this.use(signal, "conditional");
    } catch (error) {
      window.clearTimeout(renew);
      if (signal.aborted) return;
      // What the person did not ask for may fail silently; a refused passkey may not.
      if (error instanceof ServerRefusal) this.explain(error);
    }
  }

  private async enrol(): Promise<void> {
    const signal = begin();
    const identity = { csrf: this.root.dataset.csrf ?? "", ...this.carried };
    const options = await post<Options<CreationOptionsJson>>("/account/passkeys/options", identity);
    const credential = (await navigator.credentials.create({
      publicKey: creationOptions(options.publicKey),
      signal,
    })) as PublicKeyCredential | null;
    if (!credential) throw new DOMException("", "NotAllowedError");
    await post("/account/passkeys", {
      ...identity,
      challenge_token: options.challenge_token,
      name: deviceName(),
      credential: registrationJson(credential),
    });
  }
}

/// A first name for a new passkey, like "Windows" or "iPhone"; the person may change it.
function deviceName(): string {
  const agent = navigator.userAgent;
  const names: [RegExp, string][] = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, "Android"],
    [/CrOS/, "Chromebook"],
    [/Mac OS X/, "Mac"],
    [/Windows/, "Windows"],
    [/Linux/, "Linux"],
  ];
  return names.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
}

/// Tells the device's password manager which passkeys still count, so that removed ones vanish.
function signalAccepted(list: HTMLElement): void {
  const { rpId, userHandle } = list.dataset;
  if (!rpId || !userHandle) return;
  const items = Array.from(list.querySelectorAll<HTMLElement>("[data-credential-id]"));
  void statics()
    ?.signalAllAcceptedCredentials?.({
      rpId,
      userId: userHandle,
      allAcceptedCredentialIds: items.map((item) => item.dataset.credentialId ?? ""),
    })
    .catch(() => undefined);
}

export function startPasskeys(): void {
  if (!statics()) return;
  document
    .querySelectorAll<HTMLElement>("[data-passkey]")
    .forEach((root) => new Block(root).start());
  document.querySelectorAll<HTMLElement>("[data-passkey-list]").forEach(signalAccepted);
}
