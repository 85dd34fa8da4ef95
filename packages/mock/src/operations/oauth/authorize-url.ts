import { challengeOf } from "../../domain/oauth/challenge.ts";
import { nonceOf, spellState, verifierOf } from "../../domain/oauth/attempt.ts";
import type { EnvironmentRow } from "../../domain/environment/table.ts";
import type { OAuthAttemptRow } from "../../domain/oauth/table.ts";
import { withParameters } from "../../domain/oauth/return-address.ts";
import type { Derive } from "../../kernel/secret.ts";
import { clientAt } from "../../providers/client.ts";
import { addressesOf, type Provider } from "../../providers/provider.ts";

/** The page of the provider that a browser is sent to (RFC 6749, section 4.1.1; OpenID Connect Core 1.0, section 3.1.2.1). */
export function authorizeUrl(
  provider: Provider,
  environment: EnvironmentRow,
  baseUrl: string,
  attempt: OAuthAttemptRow,
  derive: Derive,
  loginHint: string | null,
): string {
  const { clientId, redirectUri } = clientAt(provider, environment, baseUrl, derive);
  return withParameters(addressesOf(provider, environment, baseUrl).authorize, {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: [...new Set([...provider.scopes, ...environment.oauthProviders[provider.name].scopes])].join(" "),
    state: spellState(attempt, derive),
    nonce: provider.issuer === null ? null : nonceOf(attempt, derive),
    code_challenge: challengeOf(verifierOf(attempt, derive)),
    code_challenge_method: "S256",
    // Whoever is signed in there already might be somebody else than the person means to link.
    prompt: attempt.linkSessionId === null ? null : "select_account",
    login_hint: loginHint,
  });
}
