import { findByToken, spellToken, type TokenForm } from "../../credentials/opaque-token.ts";
import { hashSecret } from "../../credentials/secret-key.ts";
import { toBase64Url } from "../../kernel/base64url.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { dropOld } from "../drop-old.ts";
import type { OAuthAttemptRow, OAuthErrand } from "./table.ts";

const form: TokenForm = { prefix: "oas_", idPrefix: "oas_" };
const lifeMs = 10 * 60 * 1000;
/** As long as a call that began one may be repeated. */
const rememberedMs = 24 * 60 * 60 * 1000;

/** Keeps what a browser is sent to a provider for. */
export function insertAttempt(tx: MockTransaction, errand: OAuthErrand): OAuthAttemptRow {
  dropOld(tx.oauthAttempts, "byExpiry", tx.now - rememberedMs);
  const facts = { id: tx.id("oas"), ...errand, expiresAt: tx.now + lifeMs, usedAt: null };
  return tx.oauthAttempts.insert({ ...facts, hash: hashSecret(spellState(facts, tx.derive)) });
}

/** What the browser carries to the provider and back (RFC 6749, section 10.12). */
export function spellState(row: AttemptFacts, derive: Derive): string {
  return spellToken(form, row.id, secretOf("oauth-state", row, derive));
}

/** The attempt of a state, whatever became of it. Undefined for anything that is no state of this world. */
export function findAttempt(read: MockReaders, state: string): OAuthAttemptRow | undefined {
  return findByToken(read.oauthAttempts, form, state);
}

/** Whether a browser may come back from this provider with it, now. */
export function isAwaited(attempt: OAuthAttemptRow | undefined, provider: string, now: number): attempt is OAuthAttemptRow {
  return attempt !== undefined && attempt.provider === provider && attempt.usedAt === null && attempt.expiresAt > now;
}

/** What the provider has to put into the ID token (OpenID Connect Core 1.0, section 3.1.2.1). */
export function nonceOf(row: AttemptFacts, derive: Derive): string {
  return toBase64Url(secretOf("oauth-nonce", row, derive));
}

/** What proves to the provider that its code came back to whoever asked (RFC 7636). */
export function verifierOf(row: AttemptFacts, derive: Derive): string {
  return toBase64Url(secretOf("oauth-verifier", row, derive));
}

type AttemptFacts = Pick<OAuthAttemptRow, "id" | "provider" | "redirectTo" | "codeChallenge" | "expiresAt">;

/** From what it stands for as well as from the id: ids come again in a world that begins anew. */
function secretOf(purpose: string, { id, provider, redirectTo, codeChallenge, expiresAt }: AttemptFacts, derive: Derive): Uint8Array {
  return derive(purpose, id, provider, redirectTo, codeChallenge, expiresAt);
}
