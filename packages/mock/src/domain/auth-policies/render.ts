import type { AuthPolicy as AuthPolicyShape } from "@plinto/spec";
import type { EventFacts } from "../events/emit.ts";
import type { AuthPolicyRow } from "./table.ts";

/** The policy as the organization reads it. */
export function renderAuthPolicy({
  organizationId,
  allowedMethods,
  mfa,
  passkeyUserVerification,
  rememberDevices,
  session,
  ipRanges,
  version,
  updatedAt,
}: AuthPolicyRow): AuthPolicyShape {
  return {
    organizationId,
    allowedMethods: [...allowedMethods],
    mfa,
    passkeyUserVerification,
    rememberDevices,
    session: { ...session },
    ipRanges: [...ipRanges],
    version,
    updatedAt,
  };
}

/** The event facts of a policy; it is the organization's. */
export function authPolicyFacts(policy: AuthPolicyRow, changes: NonNullable<EventFacts["changes"]>): EventFacts {
  return {
    organizationId: policy.organizationId,
    target: { type: "organization", id: policy.organizationId, version: policy.version },
    data: renderAuthPolicy(policy),
    changes,
  };
}
