import type { MockReaders } from "../../schema.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import type { AuthMethod, AuthPolicy, AuthPolicyRow } from "./table.ts";

/** Every first factor that there is. */
export const authMethods: readonly AuthMethod[] = ["password", "magic_link", "otp", "passkey", "oauth"];

/** What an organization asks that has said nothing. */
export const defaultAuthPolicy: AuthPolicy = {
  allowedMethods: authMethods,
  mfa: "optional",
  passkeyUserVerification: "preferred",
  rememberDevices: true,
  session: { maxAgeSeconds: null, idleSeconds: null },
  ipRanges: [],
};

/** What an organization asks of sessions. */
export function policyOf(read: MockReaders, organizationId: string): AuthPolicy {
  return read.authPolicies.get(organizationId) ?? defaultAuthPolicy;
}

/** The policy as a row, for an organization that has set none too. */
export function policyRowOf(read: MockReaders, organization: OrganizationRow): AuthPolicyRow {
  return read.authPolicies.get(organization.id) ?? { ...defaultAuthPolicy, organizationId: organization.id, version: 1, updatedAt: organization.createdAt };
}
