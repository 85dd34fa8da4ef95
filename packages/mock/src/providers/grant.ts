import { hashSecret } from "../credentials/secret-key.ts";
import { dropOld } from "../domain/drop-old.ts";
import { provesChallenge } from "../domain/oauth/challenge.ts";
import type { ProviderName } from "../domain/oauth/providers.ts";
import { toBase62 } from "../kernel/base62.ts";
import { ok, refuse, type Ok, type Refusal } from "../kernel/transaction.ts";
import type { MockReaders, MockTransaction } from "../schema.ts";
import type { AuthorizeRequest } from "./authorize-request.ts";
import type { Provider } from "./provider.ts";
import type { ProviderAccountRow, ProviderGrantRow } from "./table.ts";

const codeLifeMs = 10 * 60 * 1000;
/** How long an access token of a provider is good, in seconds. */
export const tokenLifeSeconds = 3600;

/** Gives an application a code for a person. */
export function giveCode(tx: MockTransaction, provider: Provider, request: AuthorizeRequest, account: ProviderAccountRow): string {
  dropOld(tx.providerGrants, "byExpiry", tx.now - tokenLifeSeconds * 1000);
  const id = tx.id("pgr");
  const code = `mock-${toBase62(tx.derive("provider-code", id, account.id, tx.now)).slice(0, 32)}`;
  tx.providerGrants.insert({
    id,
    provider: provider.name,
    accountId: account.id,
    clientId: request.clientId,
    redirectUri: request.redirectUri,
    scopes: request.scopes,
    nonce: request.nonce,
    codeChallenge: request.codeChallenge,
    codeHash: hashSecret(code),
    expiresAt: tx.now + codeLifeMs,
    usedAt: null,
    tokenHash: null,
  });
  return code;
}

/** What comes with a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
export interface CodeExchange {
  readonly provider: ProviderName;
  readonly clientId: string;
  readonly code: string;
  readonly redirectUri: string | null;
  readonly verifier: string | null;
}

export interface Exchanged {
  readonly grant: ProviderGrantRow;
  readonly account: ProviderAccountRow;
  readonly accessToken: string;
}

/** Exchanges a code, once. One that comes a second time takes back what it was exchanged for (RFC 6749, section 4.1.2). */
export function exchangeCode(
  tx: MockTransaction,
  tokenPrefix: string,
  exchange: CodeExchange,
): Ok<Exchanged> | Refusal<"invalid_grant" | "redirect_uri_mismatch", { readonly why: string }> {
  const grant = tx.providerGrants.find("code", hashSecret(exchange.code));
  if (!grant || grant.provider !== exchange.provider || grant.clientId !== exchange.clientId) return refuse("invalid_grant", { why: "The code is unknown." });
  if (grant.usedAt !== null) {
    tx.providerGrants.update(grant.id, { tokenHash: null });
    return refuse("invalid_grant", { why: "The code was used before." });
  }
  if (grant.expiresAt <= tx.now) return refuse("invalid_grant", { why: "The code has expired." });
  // GitHub does not ask for it again.
  if (exchange.redirectUri !== null ? exchange.redirectUri !== grant.redirectUri : grant.provider !== "github")
    return refuse("redirect_uri_mismatch", { why: "The redirect_uri is not the one that the code was given for." });
  // A verifier without a challenge is a challenge that somebody took away (RFC 9700, section 4.8.2).
  const proved =
    grant.codeChallenge === null ? exchange.verifier === null : exchange.verifier !== null && provesChallenge(exchange.verifier, grant.codeChallenge);
  if (!proved) return refuse("invalid_grant", { why: "The code_verifier does not fit the code_challenge." });
  const accessToken = tokenPrefix + toBase62(tx.derive("provider-token", grant.id, grant.accountId, tx.now)).slice(0, 36);
  const exchanged = tx.providerGrants.update(grant.id, {
    usedAt: tx.now,
    tokenHash: hashSecret(accessToken),
    expiresAt: tx.now + tokenLifeSeconds * 1000,
  });
  return ok({ grant: exchanged, account: tx.providerAccounts.require(grant.accountId), accessToken });
}

/** The account behind an access token that is good. */
export function accountOfToken(
  read: MockReaders,
  provider: ProviderName,
  authorization: string | null,
  now: number,
): { readonly account: ProviderAccountRow; readonly scopes: readonly string[] } | undefined {
  const token = /^(?:Bearer|token) +(\S+)$/i.exec(authorization ?? "")?.[1];
  const grant = token === undefined ? undefined : read.providerGrants.find("token", hashSecret(token));
  if (!grant || grant.provider !== provider || grant.expiresAt <= now) return undefined;
  const account = read.providerAccounts.get(grant.accountId);
  return account && { account, scopes: grant.scopes };
}
