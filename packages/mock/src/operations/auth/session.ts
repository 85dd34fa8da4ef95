import { checkPassword, type PasswordCheck } from "../../credentials/password.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { provePassword } from "../../domain/auth/prove-password.ts";
import { stepUpChallenge } from "../../domain/sessions/challenge.ts";
import { impersonationEndedFacts } from "../../domain/sessions/impersonation.ts";
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
      if (session.impersonatorId !== null) emit("user.impersonation_ended", impersonationEndedFacts(tx, session));
      return ok(null);
    },
    finish: () => undefined,
  }),

  stopImpersonation: handler<"stopImpersonation", null>({
    decide({ tx, emit, signedIn }) {
      const { session } = signedIn!;
      if (session.impersonatorId === null) return refuse("not_impersonating");
      emit("user.impersonation_ended", impersonationEndedFacts(tx, session));
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
        if (session.barredFrom.includes(organizationId)) return refuse("step_up_required", { challenge: stepUpChallenge(signedIn!, 600) });
      }
      if (organizationId !== session.organizationId) {
        touchSession(tx, session, { organizationId, lastActiveAt: formatTimestamp(tx.now) });
        emit("auth.organization_switched", authFacts({ userId: session.userId, sessionId: session.id, organizationId }));
      }
      return ok({ sessionId: session.id });
    },
    finish: (context, grant) => issuedSession(context, grant, "session_revoked"),
  }),

  stepUp: handler<"stepUp", TokenGrant, PasswordCheck>({
    prepare: ({ read, principal }, input) =>
      checkPassword(input.password, (principal.kind === "user" ? read.users.get(principal.userId)?.passwordHash : null) ?? null),
    decide({ tx, emit, environment, request, signedIn }, input, check) {
      const { user, session } = signedIn!;
      if (session.impersonatorId !== null) return refuse("permission_denied", { detail: "This cannot be done while impersonating somebody." });
      const proved = provePassword(tx, emit, environment, { email: user.email, user, password: input.password, check, address: request.address });
      if (!proved.ok) return proved;
      const now = formatTimestamp(tx.now);
      touchSession(tx, session, {
        authenticatedAt: now,
        lastActiveAt: now,
        authenticationMethods: [...new Set([...session.authenticationMethods, "pwd"])],
        barredFrom: [],
      });
      emit("auth.step_up_succeeded", authFacts({ userId: user.id, method: "password", sessionId: session.id }));
      return ok({ sessionId: session.id });
    },
    finish: (context, grant) => issuedSession(context, grant, "session_revoked"),
  }),
};
