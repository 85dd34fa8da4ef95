import { authFacts } from "../../domain/auth/facts.ts";
import { findAttempt, insertAttempt, isAwaited, nonceOf, verifierOf } from "../../domain/oauth/attempt.ts";
import { mayReturnTo, withParameters } from "../../domain/oauth/return-address.ts";
import type { OAuthAttemptRow } from "../../domain/oauth/table.ts";
import { insertTicket, spellTicket } from "../../domain/oauth/ticket.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { clientAt } from "../../providers/client.ts";
import { addressesOf, providerOf, providers } from "../../providers/provider.ts";
import { authorizeUrl } from "./authorize-url.ts";
import { fetchProfile, type Profiled } from "./fetch-profile.ts";

/** Where a browser that came back goes on to. */
// A type, not an interface: what is decided has to be JSON for the compiler too.
export type CameBack =
  | { readonly attemptId: string; readonly ticketId: string }
  | { readonly attemptId: string; readonly error: string; readonly errorDescription: string };

const cancelled = { error: "access_denied", errorDescription: "The person did not sign in at the provider." };
const unexplained = { error: "provider_error", errorDescription: "The provider did not sign the person in." };

/** The way to a provider and back. Browsers walk it by themselves. */
export const oauthNavigation: OperationHandlers<"startOAuth" | "completeOAuth"> = {
  startOAuth: handler<"startOAuth", { attemptId: string }>({
    decide({ tx, environment }, input) {
      const provider = providerOf(input.provider);
      if (!provider) return refuse("provider_unknown");
      if (!environment.oauthProviders[provider.name].enabled) return refuse("auth_method_disabled");
      if (!mayReturnTo(environment, input.redirectTo)) return refuse("redirect_uri_not_allowed");
      if (input.codeChallengeMethod !== undefined && input.codeChallengeMethod !== "S256")
        return refuse("pkce_failed", { detail: "The only method of a code challenge is S256." });
      const attempt = insertAttempt(tx, {
        provider: provider.name,
        redirectTo: input.redirectTo,
        appState: input.state ?? null,
        codeChallenge: input.codeChallenge,
        organizationId: input.organizationId ?? null,
        linkSessionId: null,
      });
      return ok({ attemptId: attempt.id });
    },
    finish({ read, environment, derive, request }, { attemptId }, { loginHint }) {
      const attempt = read.oauthAttempts.require(attemptId);
      return { url: authorizeUrl(providers[attempt.provider], environment, request.baseUrl, attempt, derive, loginHint ?? null) };
    },
  }),

  completeOAuth: handler<"completeOAuth", CameBack, Profiled | undefined>({
    // First of all: of two calls with one state, the second must not spoil the code that the first is about to trade.
    begin({ tx }, input) {
      if (!providerOf(input.provider)) return refuse("provider_unknown");
      const attempt = findAttempt(tx, input.state);
      if (!isAwaited(attempt, input.provider, tx.now)) return refuse("state_mismatch");
      tx.oauthAttempts.update(attempt.id, { usedAt: tx.now });
      return ok(null);
    },
    async prepare({ read, request, derive, fetchProvider }, input) {
      const attempt = findAttempt(read, input.state);
      const provider = providerOf(input.provider);
      const environment = read.environments.all().first()!;
      if (!provider || !attempt || input.code === undefined || input.error !== undefined) return undefined;
      const addresses = addressesOf(provider, environment, request.baseUrl);
      // Before the code is shown to anybody: it might be another provider's (RFC 9207, section 2.4).
      if (input.iss === undefined ? provider.saysIssuer : input.iss !== addresses.issuer)
        return { error: "provider_error", why: "The answer is not that of this provider." };
      return fetchProfile(fetchProvider, {
        provider,
        addresses,
        client: clientAt(provider, environment, request.baseUrl, derive),
        code: input.code,
        verifier: verifierOf(attempt, derive),
        nonce: nonceOf(attempt, derive),
        now: request.now,
      });
    },
    decide({ tx, emit }, input, profiled) {
      const attempt = findAttempt(tx, input.state);
      if (!attempt) return refuse("state_mismatch");
      if (profiled && "profile" in profiled) return ok({ attemptId: attempt.id, ticketId: insertTicket(tx, attempt, profiled.profile).id });
      if (attempt.linkSessionId === null) emit("auth.sign_in_failed", authFacts({ userId: null, method: attempt.provider }));
      return ok({ attemptId: attempt.id, ...reasonOf(input.error, profiled) });
    },
    finish({ read, derive }, cameBack) {
      const attempt = read.oauthAttempts.require(cameBack.attemptId);
      return {
        url:
          "ticketId" in cameBack ? backWith(attempt, { ticket: spellTicket(read.oauthTickets.require(cameBack.ticketId), derive) }) : failed(attempt, cameBack),
      };
    },
  }),
};

/** What the provider says in words is not passed on: it may be anything. */
function reasonOf(error: string | undefined, profiled: Profiled | undefined): { readonly error: string; readonly errorDescription: string } {
  if (error !== undefined) return error === "access_denied" ? cancelled : unexplained;
  return profiled && "error" in profiled ? { error: profiled.error, errorDescription: profiled.why } : unexplained;
}

function failed(attempt: OAuthAttemptRow, { error, errorDescription }: { readonly error: string; readonly errorDescription: string }): string {
  return backWith(attempt, { error, errorDescription });
}

function backWith({ redirectTo, appState }: OAuthAttemptRow, parameters: Readonly<Record<string, string>>): string {
  return withParameters(redirectTo, { ...parameters, state: appState });
}
