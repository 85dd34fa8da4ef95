import { createPlinto, isPlintoError, memoryStorage, type Plinto } from "@plinto/core";
import * as passkeys from "@plinto/core/passkeys";
import { createMock, defineSeed, type Mock } from "@plinto/mock";

const seed = defineSeed({
  users: { ada: { email: "ada@acme.test" }, kay: { email: "kay@acme.test", passkey: true } },
  organizations: { acme: { owner: "ada" } },
});

/** A page as somebody would write it who signs people in with passkeys. What it made stands in `app` for the test to use. */
export interface App {
  readonly passkeys: typeof passkeys;
  readonly plinto: Plinto;
  /** The mock in this page, unless it asks one elsewhere. */
  readonly mock: Mock<typeof seed> | undefined;
  /** Registers a passkey of whoever is signed in. */
  register(): Promise<{ name: string; recoveryCodes: number }>;
  /** Signs in with a passkey; `conditional` in the autofill. Tells how. */
  signIn(options?: passkeys.GetPasskeyOptions): Promise<{ status: string; email?: string; methods?: readonly string[] }>;
  /** The code of what an attempt fails with. */
  failure(attempt: () => Promise<unknown>): Promise<string | undefined>;
}

declare global {
  // oxlint-disable-next-line no-var
  var passkeyApp: App;
}

/** `?api=` and `?key=` name a mock elsewhere; without them it is in the page. */
function start(query: URLSearchParams): App {
  const baseUrl = query.get("api");
  const mock = baseUrl === null ? createMock({ seed }) : undefined;
  const plinto = createPlinto(mock ? mock.connect() : { baseUrl: baseUrl!, publishableKey: query.get("key")!, storage: memoryStorage() });
  return {
    passkeys,
    plinto,
    mock,
    async register() {
      const { challengeId, publicKey } = await plinto.passkeys.beginRegistration();
      const { passkey, recoveryCodes } = await plinto.passkeys.completeRegistration({ challengeId, credential: await passkeys.createPasskey(publicKey) });
      return { name: passkey.name, recoveryCodes: recoveryCodes?.codes.length ?? 0 };
    },
    async signIn(options) {
      const { challengeId, publicKey } = await plinto.passkeys.beginSignIn();
      const result = await plinto.passkeys.signIn({ challengeId, credential: await passkeys.getPasskey(publicKey, options) });
      return result.status === "complete"
        ? { status: result.status, email: result.user.email, methods: result.session.authenticationMethods }
        : { status: result.status };
    },
    failure: (attempt) =>
      attempt().then(
        () => undefined,
        (error: unknown) => (isPlintoError(error) ? error.code : String(error)),
      ),
  };
}

globalThis.passkeyApp = start(new URLSearchParams(location.search));
