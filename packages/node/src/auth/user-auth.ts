import type { RoleName } from "../register.ts";
import type { AccessTokenClaims } from "../verifier/verdict.ts";
import type { UserAuth } from "./auth.ts";
import type { Decisions } from "./decisions.ts";

/** A person whose token was verified. */
export function userAuth(token: string, claims: AccessTokenClaims, decisions: Decisions): UserAuth {
  const subject = { token, claims };
  const decide: UserAuth["decide"] = async (question) => decisions.decide(subject, question);
  const auth = {
    status: "signed-in",
    reason: null,
    type: "user",
    userId: claims.sub,
    sessionId: claims.sid,
    organizationId: claims.org_id ?? null,
    organizationRole: (claims.org_role ?? null) as RoleName | null,
    impersonatorId: claims.act?.sub ?? null,
    claims,
    decide,
    has: async (question: Parameters<UserAuth["has"]>[0]) => (await decide(question)).allowed,
  } as const;
  return Object.defineProperty(auth, "token", { value: token }) as typeof auth & { readonly token: string };
}
