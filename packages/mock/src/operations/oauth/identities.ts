import { canSignInWithout } from "../../domain/auth/last-credential.ts";
import { tellOfCredential } from "../../domain/email/credential.ts";
import { insertAttempt } from "../../domain/oauth/attempt.ts";
import { findIdentity, linkIdentity, unlinkIdentity } from "../../domain/oauth/link.ts";
import { mayReturnTo } from "../../domain/oauth/return-address.ts";
import { identityInWords, renderIdentity } from "../../domain/oauth/render.ts";
import type { IdentityRow } from "../../domain/oauth/table.ts";
import { useTicket } from "../../domain/oauth/use-ticket.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";
import { providerOf, providers } from "../../providers/provider.ts";
import { authorizeUrl } from "./authorize-url.ts";

type IdentityOperationId = "listIdentities" | "getIdentity" | "linkIdentity" | "confirmIdentityLink" | "unlinkIdentity";

/** The accounts at providers that a person signs in with. */
export const identityOperations: OperationHandlers<IdentityOperationId> = {
  listIdentities: listHandler<"listIdentities", IdentityRow>({
    page({ tx, signedIn, cursors }, input) {
      const sort = input.sort ?? "createdAt";
      const userId = signedIn!.user.id;
      return readPage({
        table: tx.identities,
        index: "byUser",
        prefix: [userId],
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listIdentities", caller: userId }),
      });
    },
    items: (_context, rows) => rows.map(renderIdentity),
  }),

  getIdentity: handler<"getIdentity", IdentityRow>({
    decide({ tx }, { identityId }) {
      const identity = tx.identities.get(identityId);
      return identity ? ok(identity) : refuse("not_found");
    },
    finish: (_context, identity) => renderIdentity(identity),
  }),

  linkIdentity: handler<"linkIdentity", { attemptId: string }>({
    decide({ tx, environment, signedIn }, input) {
      const provider = providerOf(input.provider);
      if (!provider) return refuse("provider_unknown");
      if (!environment.oauthProviders[provider.name].enabled) return refuse("auth_method_disabled");
      if (!mayReturnTo(environment, input.redirectTo)) return refuse("redirect_uri_not_allowed");
      const attempt = insertAttempt(tx, {
        provider: provider.name,
        redirectTo: input.redirectTo,
        appState: input.state ?? null,
        codeChallenge: input.codeChallenge,
        organizationId: null,
        linkSessionId: signedIn!.session.id,
      });
      return ok({ attemptId: attempt.id });
    },
    finish({ read, environment, derive, request }, { attemptId }) {
      const attempt = read.oauthAttempts.require(attemptId);
      return { url: authorizeUrl(providers[attempt.provider], environment, request.baseUrl, attempt, derive, null) };
    },
  }),

  confirmIdentityLink: handler<"confirmIdentityLink", IdentityRow>({
    decide({ tx, emit, environment, signedIn }, { ticket, codeVerifier }) {
      const { user, session } = signedIn!;
      const used = useTicket(tx, emit, { ticket, codeVerifier, linkSessionId: session.id });
      if (!used.ok) return used;
      const { provider, profile } = used.value;
      if (!environment.oauthProviders[provider].enabled) return refuse("auth_method_disabled");
      const present = findIdentity(tx, provider, profile);
      if (present) return present.userId === user.id ? ok(present) : refuse("identity_in_use");
      const identity = linkIdentity(tx, emit, user, provider, profile);
      tellOfCredential(tx, emit, "credential_added", user, identityInWords(identity));
      return ok(identity);
    },
    finish: (_context, identity) => renderIdentity(identity),
  }),

  unlinkIdentity: handler<"unlinkIdentity", null>({
    version: ({ tx }, { identityId }) => tx.identities.get(identityId)?.version,
    decide({ tx, emit, environment, signedIn }, { identityId }) {
      const identity = tx.identities.get(identityId);
      if (!identity) return refuse("not_found");
      const { user } = signedIn!;
      if (!canSignInWithout(tx, environment, user, [identity.id])) return refuse("last_credential");
      unlinkIdentity(tx, emit, identity);
      tellOfCredential(tx, emit, "credential_removed", user, identityInWords(identity));
      return ok(null);
    },
    finish: () => undefined,
  }),
};
