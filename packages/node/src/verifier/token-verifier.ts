/** Verifying access tokens. */

import { isPlintoError } from "@plinto/core";
import { createApiDecisions } from "../auth/api-decisions.ts";
import type { Decisions } from "../auth/decisions.ts";
import { organizationIdPattern } from "../generated/id-patterns.ts";
import { mockKeyIds } from "../generated/mock-key-ids.ts";
import { createIntrospection, type Introspect } from "./introspection.ts";
import { judgeClaims } from "./judge-claims.ts";
import { createKeySet, failureWaitMs, type FoundKey, type KeySet } from "./key-set.ts";
import { loadKeys } from "./load-keys.ts";
import { createOrganizationKeys } from "./organization-keys.ts";
import { readVerifierOptions, type TokenVerifierOptions, type VerifierSettings } from "./options.ts";
import { createTokenReader, type ParsedToken } from "./parse-token.ts";
import { type Algorithm, isAlgorithm } from "./verification-key.ts";
import { refused, type TokenVerdict } from "./verdict.ts";

/** Verifies access tokens. Holds keys, and nothing of a request: one for all requests of a server. */
export interface TokenVerifier {
  /** Who issues the tokens. */
  readonly issuer: string;
  /** Says what a token is worth. Never rejects: what cannot be said now is the verdict `unavailable`. */
  verify(token: string): Promise<TokenVerdict>;
  /** Asks the API for permissions; what `auth.has` uses when no other `decisions` are given. */
  readonly decisions: Decisions;
  /** The options that it works by, for what builds on it. */
  readonly settings: VerifierSettings;
}

/** When organizations are asked about again, at most. */
const retryAfterStrangersSeconds = 30;

/**
 * Makes a verifier of access tokens: signature with the issuer's keys (RS256 or ES256, never by what a token asks for),
 * type, issuer, audience and times. Keys are kept: asked for every five minutes, used for an hour while they cannot be had,
 * and looked for at most every 30 seconds when a token names one that is not there.
 *
 * A verifier beside the API cannot know that a session was ended before its token does: say
 * `revocation: "introspect"` where that is too late, or take the verifier of `@plinto/node/realtime`.
 *
 * @throws `PlintoError` of kind `config`: `option_invalid`, `secret_key_in_browser`, `base_url_invalid`
 * @example
 * const verifier = createTokenVerifier({ issuer: "https://api.example.com" });
 * const verdict = await verifier.verify(token);
 * if (verdict.status === "valid") console.log(verdict.claims.sub);
 *
 * @example In tests
 * const verifier = createTokenVerifier(mock.verifierOptions());
 *
 * Source: RFC 9068 for the token, RFC 8725 for what is refused, operations `getJwks`, `getOrganizationJwks` and `introspectSession`.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const settings = readVerifierOptions(options);
  const { introspects, serverClient } = settings;
  return makeVerifier(settings, introspects && serverClient ? createIntrospection(serverClient) : undefined);
}

/** A verifier that asks `goesOn` about tokens that hold by themselves. */
export function makeVerifier(settings: VerifierSettings, goesOn: Introspect | undefined): TokenVerifier {
  const { issuer, audience, perOrganization, allowMockKeys, leewaySeconds, times, clock, client } = settings;
  const read = createTokenReader();
  const environmentKeys = createKeySet(() => loadKeys(client, undefined), clock, times);
  const organizationKeys = createOrganizationKeys((organization) => loadKeys(client, organization), clock, times);

  /** The set that a token's key has to be in. Only the first token of an organization waits for it. */
  const keysOf = (parsed: ParsedToken, kid: string, alg: Algorithm): KeySet | Promise<KeySet | TokenVerdict> => {
    const { org_id: organization } = parsed.claims;
    if (!perOrganization || organization === undefined) return environmentKeys;
    return (typeof organization === "string" && organizationKeys.kept(organization)) || firstKeysOf(organization, parsed, kid, alg);
  };

  const firstKeysOf = async (organization: unknown, parsed: ParsedToken, kid: string, alg: Algorithm): Promise<KeySet | TokenVerdict> => {
    if (typeof organization !== "string" || !organizationIdPattern.test(organization))
      return refused("token_malformed", "The token names an organization that is none.");
    // A key of the environment vouches for the name, so that strangers who try names keep no organization out.
    const found = await environmentKeys.find(kid, alg);
    const isVouchedFor = found.status === "found" && found.key.alg === alg && (await found.key.hasSigned(parsed));
    const keys = organizationKeys.look(organization, isVouchedFor);
    if (keys === "none") return refused("key_unknown", "The token names an organization that is not there.");
    if (keys === "busy")
      return unavailable("Too many tokens name organizations whose keys were never seen, so that no other is asked about now.", retryAfterStrangersSeconds);
    return keys;
  };

  const verify = async (token: string): Promise<TokenVerdict> => {
    const parsed = read(token);
    if (!parsed) return refused("token_malformed", "The token is no JWT: three parts with dots between, in base64url.");
    const { header, claims } = parsed;
    const { alg, kid } = header;
    if (header.isExtended) return refused("token_malformed", "The token asks for an extension that is not known here.");
    if (!isAccessToken(header.typ)) return refused("token_type_wrong", "The token is no access token: its typ is not at+jwt.");
    if (!isAlgorithm(alg)) return refused("algorithm_not_allowed", "The token is of an algorithm other than RS256 and ES256.");
    if (typeof kid !== "string") return refused("key_unknown", "The token does not name its key.");
    if (!allowMockKeys && mockKeyIds.includes(kid))
      return refused(
        "mock_key_refused",
        "A mock has signed the token, whose private key everybody has. In tests say allowMockKeys: true, or use mock.verifierOptions().",
      );
    if (claims["iss"] !== issuer) return refused("issuer_mismatch", `The token is of another issuer than ${issuer}.`);
    let keys = keysOf(parsed, kid, alg);
    if (keys instanceof Promise) {
      const first = await keys;
      if ("status" in first) return first;
      keys = first;
    }
    let key = keys.fresh(kid, alg);
    if (!key) {
      const found = await keys.find(kid, alg);
      if (found.status !== "found") return notFound(found);
      key = found.key;
    }
    if (key.alg !== alg) return refused("algorithm_not_allowed", `The token is of ${alg}, and its key is for ${key.alg}.`);
    const isSigned = key.hasSigned(parsed);
    if (isSigned !== true && !(await isSigned)) return refused("signature_invalid", "The signature of the token is not that of its key.");
    const verdict = judgeClaims(claims, { audience, leewaySeconds, now: clock.now() / 1000, skewMs: keys.skewMs });
    return verdict.status === "valid" && goesOn ? goesOn(token, verdict.claims) : verdict;
  };

  return { issuer, verify, settings, decisions: createApiDecisions(settings) };
}

/** RFC 9068 section 4: with or without the prefix, in any case. */
function isAccessToken(typ: ParsedToken["header"]["typ"]): boolean {
  return typ === "at+jwt" || (typeof typ === "string" && /^(application\/)?at\+jwt$/i.test(typ));
}

function notFound(found: Exclude<FoundKey, { status: "found" }>): TokenVerdict {
  if (found.status === "unknown") return refused("key_unknown", "The token is signed by a key that is not among the issuer's.");
  const { cause } = found;
  if (isPlintoError(cause, "not_found")) return refused("key_unknown", "The token names an organization that is not there.");
  const why = isPlintoError(cause) ? cause.code : cause instanceof Error ? cause.message : "no answer";
  return unavailable(`The keys of the issuer cannot be had (${why}).`, failureWaitMs / 1000);
}

function unavailable(message: string, retryAfterSeconds: number): TokenVerdict {
  return { status: "unavailable", reason: "keys_unavailable", message, retryAfterSeconds };
}
