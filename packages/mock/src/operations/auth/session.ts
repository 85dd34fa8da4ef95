import { checkPassword, type PasswordCheck } from "../../credentials/password.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { proveAgain } from "../../domain/auth/prove-again.ts";
import { stepUpChallenge } from "../../domain/sessions/challenge.ts";
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
    decide({ tx, emit, environment, signedIn }, { organizationId }) {
      const { session } = signedIn!;
      if (organizationId === null && environment.requireOrganization)
        return refuse("organization_required", { detail: "A session of this environment always stands in an organization." });
      if (organizationId !== null) {
        const standing = standIn(tx, session.userId, organizationId);
        if (!standing.ok) return standing;
        if (session.barredFrom.includes(organizationId)) return refuse("step_up_required", { challenge: stepUpChallenge(environment, signedIn!, 600) });
      }
      if (organizationId !== session.organizationId) {
        touchSession(tx, session, { organizationId, lastActiveAt: formatTimestamp(tx.now) });
        emit("auth.organization_switched", authFacts({ userId: session.userId, sessionId: session.id, organizationId }));
      }
      return ok({ sessionId: session.id });
    },
    finish: (context, grant) => issuedSession(context, grant, "session_revoked"),
  }),

  stepUp: handler<"stepUp", TokenGrant, PasswordCheck | undefined>({
    async prepare({ read, principal }, proof) {
      if (proof.method !== "password") return undefined;
      return checkPassword(proof.password, (principal.kind === "user" ? read.users.get(principal.userId)?.passwordHash : null) ?? null);
    },
    decide(context, proof, check) {
      const { tx, emit, signedIn } = context;
      const { user, session } = signedIn!;
      if (session.impersonatorId !== null) return refuse("permission_denied", { detail: "This cannot be done while impersonating somebody." });
      const proved = proveAgain(context, user, proof, check);
      if (!proved.ok) return proved;
      const now = formatTimestamp(tx.now);
      touchSession(tx, session, {
        authenticatedAt: now,
        lastActiveAt: now,
        authenticationMethods: [...new Set([...session.authenticationMethods, proved.value])],
        barredFrom: [],
      });
      emit("auth.step_up_succeeded", authFacts({ userId: user.id, method: proof.method, sessionId: session.id }));
      return ok({ sessionId: session.id });
    },
    finish: (context, grant) => issuedSession(context, grant, "session_revoked"),
  }),
};
