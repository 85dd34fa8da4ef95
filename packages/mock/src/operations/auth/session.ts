import { checkPassword } from "../../credentials/password.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { sessionRefusal } from "../../domain/auth-policies/entry.ts";
import { firstFactorsOf } from "../../domain/auth-policies/first-factors.ts";
import { proveAgain, type ProofChecks } from "../../domain/auth/prove-again.ts";
import { secondFactorsOf } from "../../domain/mfa/second-factor.ts";
import { checkAssertion } from "../../domain/passkeys/prove.ts";
import { renderSession } from "../../domain/sessions/render.ts";
import { revokeSession } from "../../domain/sessions/revoke.ts";
import { roleIn, touchSession } from "../../domain/sessions/session.ts";
import { standIn } from "../../domain/sessions/standing.ts";
import type { SessionRow } from "../../domain/sessions/table.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { issuedSession, type TokenGrant } from "../issued-session.ts";

/** What a caller does with the session of the call. */
export const currentSessionOperations: OperationHandlers<"getCurrentSession" | "signOut" | "stopImpersonation" | "switchOrganization" | "stepUp"> = {
  getCurrentSession: handler<"getCurrentSession", SessionRow>({
    tellsMoreThanVersion: true,
    decide: ({ signedIn }) => ok(signedIn!.session),
    finish: ({ read }, session) => renderSession(session, roleIn(read, session.userId, session.organizationId), true),
  }),

  signOut: handler<"signOut", null>({
    decide({ tx, emit, signedIn }) {
      const { session } = signedIn!;
      emit("auth.sign_out", authFacts({ userId: session.userId, sessionId: session.id }));
      revokeSession(tx, emit, session);
      return ok(null);
    },
    finish: () => undefined,
  }),

  stopImpersonation: handler<"stopImpersonation", null>({
    decide({ tx, emit, signedIn }) {
      const { session } = signedIn!;
      if (session.impersonatorId === null) return refuse("not_impersonating");
      revokeSession(tx, emit, session);
      return ok(null);
    },
    finish: () => undefined,
  }),

  switchOrganization: handler<"switchOrganization", TokenGrant>({
    decide({ tx, emit, environment, request, signedIn }, { organizationId }) {
      const { session } = signedIn!;
      if (organizationId === null && environment.requireOrganization)
        return refuse("organization_required", { detail: "A session of this environment always stands in an organization." });
      if (organizationId !== null) {
        const standing = standIn(tx, session.userId, organizationId);
        if (!standing.ok) return standing;
        const closed = sessionRefusal(tx, organizationId, { environment, ...signedIn!, address: request.address, now: tx.now });
        if (closed) return closed;
      }
      if (organizationId !== session.organizationId) {
        touchSession(tx, session, { organizationId, lastActiveAt: formatTimestamp(tx.now) });
        emit("auth.organization_switched", authFacts({ userId: session.userId, sessionId: session.id, organizationId }));
      }
      return ok({ sessionId: session.id });
    },
    finish: (context, grant) => issuedSession(context, grant, "session_revoked"),
  }),

  stepUp: handler<"stepUp", TokenGrant, ProofChecks>({
    async prepare(context, proof) {
      if (proof.method === "passkey") return { passkey: await checkAssertion(context, proof) };
      if (proof.method !== "password") return {};
      const { read, principal } = context;
      return { password: await checkPassword(proof.password, (principal.kind === "user" ? read.users.get(principal.userId)?.passwordHash : null) ?? null) };
    },
    decide(context, proof, checks) {
      const { tx, emit, signedIn } = context;
      const { user, session } = signedIn!;
      if (session.impersonatorId !== null) return refuse("permission_denied", { detail: "This cannot be done while impersonating somebody." });
      const proved = proveAgain(context, signedIn!, proof, checks);
      if (!proved.ok) return proved;
      const now = formatTimestamp(tx.now);
      const added = secondFactorsOf(proof.method, proved.value);
      touchSession(tx, session, {
        authenticatedAt: now,
        lastActiveAt: now,
        authenticationMethods: [...new Set([...session.authenticationMethods, ...proved.value])],
        firstFactors: [...new Set([...session.firstFactors, ...firstFactorsOf(proof.method, proved.value)])],
        ...(added.length === 0 ? {} : { secondFactors: [...new Set([...session.secondFactors, ...added])], secondFactorAt: now }),
        barredFrom: [],
      });
      emit("auth.step_up_succeeded", authFacts({ userId: user.id, method: proof.method, sessionId: session.id }));
      return ok({ sessionId: session.id });
    },
    finish: (context, grant) => issuedSession(context, grant, "session_revoked"),
  }),
};
