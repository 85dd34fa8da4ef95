import { createHash } from "node:crypto";
import { session, type Scene, type Session } from "../scene.ts";
import type { Recipes, TypesOf } from "../recipe.ts";

/** Second factors, passkeys and accounts at providers. */
export const credentials: Recipes<TypesOf<"mfa" | "passkey" | "identity">> = {
  "mfa.factor_added": withApp,
  "mfa.factor_removed": async (scene) => {
    const { accessToken: as, factorId } = await withApp(scene);
    await scene.mock.call("DELETE", `/v1/mfa/factors/${factorId}`, undefined, { as });
  },
  "mfa.recovery_code_used": async (scene) => {
    const { accessToken: as, codes } = await withApp(scene);
    await scene.mock.call("POST", "/v1/auth/step-up", { method: "recovery_code", code: codes[0] }, { as });
  },
  "mfa.recovery_codes_regenerated": async (scene) => {
    const { accessToken: as, codes } = await withApp(scene);
    await scene.mock.call("POST", "/v1/auth/step-up", { method: "recovery_code", code: codes[0] }, { as });
    await scene.mock.call("POST", "/v1/mfa/recovery-codes", undefined, { as });
  },
  "passkey.registered": withPasskey,
  "passkey.updated": async (scene) => {
    const { accessToken: as, passkeyId } = await withPasskey(scene);
    await scene.mock.call("PATCH", `/v1/passkeys/${passkeyId}`, { name: "Renamed" }, { as });
  },
  "passkey.removed": async (scene) => {
    const { accessToken: as, passkeyId } = await withPasskey(scene);
    await scene.mock.call("DELETE", `/v1/passkeys/${passkeyId}`, undefined, { as });
  },
  "passkey.counter_anomaly": async (scene) => {
    const { authenticator } = await withPasskey(scene);
    const { challengeId, publicKey } = await scene.mock.call<Challenge<"get">>("POST", "/v1/passkeys/authentication/options", {}, { as: null });
    const credential = await authenticator.get(publicKey, { counter: 3 });
    await scene.mock.refused("POST", "/v1/passkeys/authentication/verify", { challengeId, credential }, { as: null });
  },
  "identity.linked": link,
  "identity.unlinked": async (scene) => {
    const { accessToken: as, identityId } = await link(scene);
    await scene.mock.call("DELETE", `/v1/users/me/identities/${identityId}`, undefined, { as });
  },
};

type Authenticator =
  ReturnType<(typeof import("@plinto/mock"))["createMock"]> extends { passkeys: { authenticator(options?: never): infer Made } } ? Made : never;

interface Challenge<Step extends "create" | "get"> {
  readonly challengeId: string;
  readonly publicKey: Parameters<Authenticator[Step]>[0];
}

/** Somebody new adds an authenticator app. */
async function withApp(scene: Scene): Promise<Session & { readonly factorId: string; readonly codes: readonly string[] }> {
  const own = await session(scene);
  const as = own.accessToken;
  const { factor } = await scene.mock.call<{ factor: { id: string } }>("POST", "/v1/mfa/totp", undefined, { as });
  const code = await scene.mock.totpCode(own.userId);
  const path = `/v1/mfa/totp/${factor.id}/activate`;
  const { recoveryCodes } = await scene.mock.call<{ recoveryCodes: { codes: readonly string[] } }>("POST", path, { code }, { as });
  return { ...own, factorId: factor.id, codes: recoveryCodes.codes };
}

/** Somebody new registers a passkey that counts, with an authenticator in software. */
async function withPasskey(scene: Scene): Promise<Session & { readonly passkeyId: string; readonly authenticator: Authenticator }> {
  const own = await session(scene);
  const as = own.accessToken;
  const { createMock } = await import("@plinto/mock");
  const authenticator = createMock({ seed: "empty" }).passkeys.authenticator({ origin: await scene.mock.webOrigin(), synced: false, counter: 7 });
  const { challengeId, publicKey } = await scene.mock.call<Challenge<"create">>("POST", "/v1/passkeys/registration/options", {}, { as });
  const credential = await authenticator.create(publicKey);
  const { passkey } = await scene.mock.call<{ passkey: { id: string } }>("POST", "/v1/passkeys/registration/verify", { challengeId, credential }, { as });
  return { ...own, passkeyId: passkey.id, authenticator };
}

/** Somebody new links an account at Google. */
async function link(scene: Scene): Promise<Session & { readonly identityId: string }> {
  const { mock, word } = scene;
  const own = await session(scene);
  const codeVerifier = `${word}-what-the-application-keeps-while-the-browser-is-away`;
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const begin = { provider: "google", redirectTo: "http://localhost:5173/", codeChallenge };
  const { url } = await mock.call<{ url: string }>("POST", "/v1/users/me/identities", begin, { as: own.accessToken });
  const ticket = await mock.ticketAtProvider("google", url, `${word}@example.test`);
  const { id } = await mock.call<{ id: string }>("POST", "/v1/users/me/identities/confirm", { ticket, codeVerifier }, { as: own.accessToken });
  return { ...own, identityId: id };
}
