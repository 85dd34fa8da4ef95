/** Decisions of a policy client: beside the application, without asking anybody. */

import type { RoleName } from "../register.ts";
import type { AccessTokenClaims } from "../verifier/verdict.ts";
import type { Decisions, PermissionAnswer } from "./decisions.ts";

/** The part of a `PolicyClient` of `@plinto/policy/sync` that is used. */
export interface PolicyEvaluator {
  evaluate(input: {
    action: string;
    subject: { type: "user"; id: string; roles: readonly string[] };
    resource: { type: string; id?: string; attributes?: { ownerUserId: string } };
    organizationId: string;
    /** What the person has proved; null where somebody else acts as her. */
    request: { authentication: { mfa: boolean; methods: readonly string[]; authenticatedAt: string } | null };
  }): { readonly decision: "allow" | "deny"; readonly reason: string };
}

/** Options of {@link policyDecisions}. */
export interface PolicyDecisionsOptions {
  /**
   * The roles of a user, such as your own database keeps them. Default: the role that the token names, which is as old as
   * the token; with `revocation: "introspect"` it is the present one. Custom roles are in no token.
   */
  rolesOf?: (claims: AccessTokenClaims, organizationId: string) => readonly RoleName[] | Promise<readonly RoleName[]>;
}

/**
 * Takes a policy client for decisions. Passing the client itself as `decisions` is the same without options.
 *
 * @example
 * const policies = createPolicyClient({ baseUrl, secretKey, organizationId });
 * await authenticateRequest(request, { verifier, decisions: policyDecisions(policies, { rolesOf: ({ sub }) => roles.get(sub) ?? [] }) });
 */
export function policyDecisions(policies: PolicyEvaluator, { rolesOf = roleOfToken }: PolicyDecisionsOptions = {}): Decisions {
  return {
    async decide({ claims }, { permission, organizationId = claims.org_id, resource }): Promise<PermissionAnswer> {
      if (!organizationId) return { allowed: false, reason: "organization_required" };
      const { decision, reason } = policies.evaluate({
        action: permission,
        subject: { type: "user", id: claims.sub, roles: await rolesOf(claims, organizationId) },
        resource: resource
          ? { type: resource.type, id: resource.id, ...(resource.ownerUserId && { attributes: { ownerUserId: resource.ownerUserId } }) }
          : { type: "organization", id: organizationId },
        organizationId,
        request: { authentication: authenticationOf(claims) },
      });
      return { allowed: decision === "allow", reason };
    },
  };
}

/** Whoever impersonates has proved nothing of the person: to policies it is as to the API. */
function authenticationOf({ act, amr, auth_time: at }: AccessTokenClaims): Parameters<PolicyEvaluator["evaluate"]>[0]["request"]["authentication"] {
  return act ? null : { mfa: amr.includes("mfa"), methods: amr, authenticatedAt: new Date(at * 1000).toISOString() };
}

/** What a role in the token says holds for the token's organization alone. */
function roleOfToken({ org_id: organization, org_role: role }: AccessTokenClaims, organizationId: string): readonly RoleName[] {
  return role === undefined || organization !== organizationId ? [] : [role as RoleName];
}
