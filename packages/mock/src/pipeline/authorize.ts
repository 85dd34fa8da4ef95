import type { Permission } from "@plinto/spec";
import { creatorOf, rankOfKey } from "../domain/api-keys/scopes.ts";
import { networkRefusal, sessionRefusal } from "../domain/auth-policies/entry.ts";
import { policyOf } from "../domain/auth-policies/policy.ts";
import { mayUseOrganization } from "../domain/organizations/usable.ts";
import type { EnvironmentRow } from "../domain/environment/table.ts";
import { environmentRank, mayActOn, membershipGrants, noRank, rankOf, roleLimit, type Rank } from "../domain/members/authority.ts";
import type { MembershipRow } from "../domain/members/table.ts";
import type { OrganizationRow } from "../domain/organizations/table.ts";
import { proofMethods } from "../domain/mfa/factors.ts";
import { secondFactorChallenge, stepUpChallenge } from "../domain/sessions/challenge.ts";
import { isLive, speaksOf } from "../domain/sessions/session.ts";
import { roles } from "../generated/registries.ts";
import { parseTimestamp } from "../kernel/timestamp.ts";
import type { OperationRow, PermissionArm } from "../operation-row.ts";
import { schemeOf, type Principal, type SignedIn } from "../principal.ts";
import type { MockReaders } from "../schema.ts";
import type { AuthorizeFacts } from "./authorize-facts.ts";
import { callerNow } from "./credential.ts";
import type { Authorization } from "./handler.ts";
import { opensByPolicy, passPolicies } from "./policy-gate.ts";
import { fail } from "./problem.ts";

/**
 * Who may do this? In the order of the design: credential, tenant, suspended or banned, a policy that denies, role grant
 * or a policy that allows, default deny, and last how recent the authentication is. Throws a problem when the answer is
 * no. Runs once before anything is prepared and again inside the transaction, where it counts.
 */
export function authorize(read: MockReaders, presented: AuthorizeFacts): Authorization {
  const { row, now } = presented;
  const principal = callerNow(read, presented.principal, now);
  const facts = { ...presented, principal };
  if (principal.kind === "anonymous" && !row.public) fail("unauthenticated");
  // A session that has ended is told before its kind is judged: what is no longer good is of no kind.
  const signedIn = signedInRows(read, principal, now);
  const scheme = schemeOf(principal);
  if (scheme !== "none" && !row.public && !(row.schemes as readonly string[]).includes(scheme))
    fail("permission_denied", { detail: `This operation does not take this kind of credential. It takes: ${row.schemes.join(", ")}.` });

  const environment = read.environments.all().first();
  if (!environment) throw new Error("The world has no environment");
  const organization = tenantOf(read, facts);
  const membership = organization && signedIn ? read.memberships.find("membership", [organization.id, signedIn.user.id]) : undefined;
  if (organization) checkTenant(read, { ...facts, environment }, organization, membership, signedIn);
  if (organization && !row.permission.pastPolicy) checkAuthPolicy(read, environment, facts, organization, membership, signedIn);

  const rank = rankOfCaller(read, principal, membership);
  const authority = {
    principal,
    environment,
    organization,
    membership,
    signedIn,
    level: rank.level,
    mayActOn: (target: MembershipRow) => mayActOn(read, rank, target),
    can: (permission: Permission) => holds(read, principal, organization, membership, permission),
  };
  const granted = row.permission.anyOf.find((candidate) => grants(read, facts, candidate, organization, membership, signedIn));
  const arm = organization ? passPolicies(read, { facts, environment, organization, membership, signedIn, arm: granted }) : granted;
  if (!arm) refuseArms(row, principal, organization);
  checkStepUp(read, environment, row, principal, signedIn, now);
  return { ...authority, arm };
}

/** The rows behind an access token, if its session and its user are still good. */
export function signedInRows(read: MockReaders, principal: Principal, now: number): SignedIn | undefined {
  if (principal.kind !== "user") return undefined;
  const session = read.sessions.get(principal.sessionId);
  const user = read.users.get(principal.userId);
  if (session && !speaksOf(session, principal)) fail("access_token_invalid", { detail: "The token was issued for a session that is not there any more." });
  if (!session || !user || session.status === "revoked" || user.status === "banned") fail("session_revoked");
  if (!isLive(session, now)) fail("session_expired");
  return { user, session };
}

/** The organization of the call: the path, else the header, else the token; a key's own always. */
export function tenantOf(read: MockReaders, facts: AuthorizeFacts): OrganizationRow | undefined {
  const { row, principal, input, organizationHeader } = facts;
  const rule = row.permission.tenant;
  if (!rule) return undefined;
  const inPath = rule === "path" ? (input["orgId"] as string) : undefined;
  if (inPath !== undefined && organizationHeader !== undefined && inPath !== organizationHeader) fail("organization_mismatch");
  const named = inPath ?? organizationHeader;
  if (principal.kind === "organization" && named !== undefined && named !== principal.organizationId) fail("not_found");
  const id =
    principal.kind === "organization" ? principal.organizationId : (named ?? (principal.kind === "user" ? (principal.organizationId ?? undefined) : undefined));
  if (id === undefined) {
    if (rule === "optional") return undefined;
    fail("organization_required");
  }
  return read.organizations.get(id) ?? fail("not_found");
}

function checkTenant(
  read: MockReaders,
  { environment, ...facts }: AuthorizeFacts & { readonly environment: EnvironmentRow },
  organization: OrganizationRow,
  membership: MembershipRow | undefined,
  signedIn: SignedIn | undefined,
): void {
  const { row, principal } = facts;
  if (principal.kind === "user") {
    // A super admin reaches users and sessions of an organization without belonging to it, and nothing else there.
    const asSuperAdmin = signedIn?.user.platformRole === "super_admin" && row.permission.anyOf.some((arm) => "superAdmin" in arm);
    if (!membership && !asSuperAdmin && !row.public) fail("not_found");
    if (membership?.status === "suspended") fail("member_suspended");
  }
  const opens = (): boolean => opensByPolicy(read, { facts, environment, organization, membership, signedIn, arm: undefined }, "org:delete");
  if (principal.kind !== "environment" && principal.kind !== "anonymous" && !mayUseOrganization(read, organization, membership, row, opens))
    fail("organization_suspended");
}

/** An organization lets in who meets its policy. A super admin who acts from outside enters nothing. */
function checkAuthPolicy(
  read: MockReaders,
  environment: EnvironmentRow,
  { principal, address, now }: AuthorizeFacts,
  organization: OrganizationRow,
  membership: MembershipRow | undefined,
  signedIn: SignedIn | undefined,
): void {
  const refusal =
    signedIn && membership
      ? sessionRefusal(read, organization.id, { environment, ...signedIn, address, now })
      : principal.kind === "organization"
        ? networkRefusal(policyOf(read, organization.id), address)
        : undefined;
  if (!refusal) return;
  const { detail, ...members } = refusal.facts as { readonly detail?: string };
  fail(refusal.code, { members, ...(detail === undefined ? {} : { detail }) });
}

/** Whether one arm of an operation's permission is open to the caller. */
export function grants(
  read: MockReaders,
  facts: AuthorizeFacts,
  arm: PermissionArm,
  organization: OrganizationRow | undefined,
  membership: MembershipRow | undefined,
  signedIn: SignedIn | undefined,
): boolean {
  const { principal } = facts;
  if ("public" in arm) return true;
  if ("signedIn" in arm) return principal.kind === "user";
  if ("environment" in arm) return principal.kind === "environment";
  if ("pending" in arm) return principal.kind === "pending";
  if ("superAdmin" in arm) return signedIn?.user.platformRole === "super_admin" && roles.super_admin.permissions.includes(arm.superAdmin);
  if ("self" in arm) return principal.kind === "user" && principal.userId === subjectOf(read, facts, arm.self);
  if (arm.scope === "all") return holds(read, principal, organization, membership, arm.permission);
  return limitedTo(read, principal, membership, arm.permission) === arm.scope;
}

/** How a caller holds a permission only in part, if so: by the own role, or by that of the person who made the key. */
function limitedTo(
  read: MockReaders,
  principal: Principal,
  membership: MembershipRow | undefined,
  permission: Permission,
): "self" | "own" | "managedBy" | undefined {
  if (principal.kind === "user") return membership && roleLimit(membership.role, permission);
  if (principal.kind !== "organization" || !principal.scopes.includes(permission)) return undefined;
  const creator = creatorOf(read, principal);
  return creator && roleLimit(creator.role, permission);
}

/** Whether a caller holds a permission in an organization, as the state says now. */
function holds(
  read: MockReaders,
  principal: Principal,
  organization: OrganizationRow | undefined,
  membership: MembershipRow | undefined,
  permission: Permission,
): boolean {
  if (permission.startsWith("platform:")) return false;
  if (principal.kind === "environment") return true;
  if (!organization) return false;
  if (principal.kind === "user") return membership !== undefined && membership.status === "active" && membershipGrants(read, membership, permission);
  if (principal.kind !== "organization" || !principal.scopes.includes(permission)) return false;
  if (principal.createdBy === "environment") return true;
  // A key never has more than its creator has now.
  const creator = creatorOf(read, principal);
  return creator !== undefined && membershipGrants(read, creator, permission);
}

/** What the caller weighs in the organization. */
function rankOfCaller(read: MockReaders, principal: Principal, membership: MembershipRow | undefined): Rank {
  if (principal.kind === "environment") return environmentRank;
  if (principal.kind === "organization") return rankOfKey(read, principal);
  return membership ? rankOf(read, membership) : noRank;
}

/** The user that a pointer such as `/path/sessionId/userId` leads to. */
function subjectOf(read: MockReaders, { principal, input }: AuthorizeFacts, pointer: string): string | undefined {
  if (pointer === "/principal") return principal.kind === "user" ? principal.userId : undefined;
  const [, place, name, field] = pointer.split("/");
  if (place !== "path" || name === undefined) throw new Error(`The permission evaluator does not know the pointer ${pointer}`);
  const value = input[name];
  if (typeof value !== "string" || field === undefined) return value as string | undefined;
  if (name === "sessionId" && field === "userId") return read.sessions.get(value)?.userId;
  if (name === "deviceId" && field === "userId") return read.devices.get(value)?.userId;
  if (name === "passkeyId" && field === "userId") return read.passkeys.get(value)?.userId;
  if (name === "factorId" && field === "userId") return (read.mfaFactors.get(value) ?? read.passkeys.get(value))?.userId;
  if (name === "identityId" && field === "userId") return read.identities.get(value)?.userId;
  throw new Error(`The permission evaluator does not know the pointer ${pointer}`);
}

function refuseArms(row: OperationRow, principal: Principal, organization: OrganizationRow | undefined): never {
  const needed = row.permission.anyOf.flatMap((arm) => ("permission" in arm ? [arm.permission] : []));
  // Somebody else's thing is not there for a caller who has no permission that could ever reach it.
  if (
    row.permission.anyOf.some((arm) => "self" in arm && arm.self.startsWith("/path/")) &&
    !row.permission.anyOf.some((arm) => "permission" in arm && arm.scope === "all")
  )
    fail("not_found");
  // In an organization the caller might hold the permission, for all or for those whom it manages.
  if (needed.length > 0 && !organization && row.permission.tenant === "optional" && principal.kind === "user") fail("organization_required");
  fail("permission_denied", needed.length > 0 ? { detail: `The caller lacks the permission ${[...new Set(needed)].join(" or ")}.` } : {});
}

function checkStepUp(
  read: MockReaders,
  environment: EnvironmentRow,
  row: OperationRow,
  principal: Principal,
  signedIn: SignedIn | undefined,
  now: number,
): void {
  const { stepUpSeconds, secondFactorSeconds } = row;
  if ((stepUpSeconds === undefined && secondFactorSeconds === undefined) || principal.kind !== "user" || !signedIn) return;
  if (principal.impersonatorId) fail("permission_denied", { detail: "This cannot be done while impersonating somebody." });
  // First: its proof is a recent authentication too, so that nobody is asked twice.
  if (secondFactorSeconds !== undefined) checkSecondFactor(read, environment, signedIn, secondFactorSeconds, now);
  if (stepUpSeconds === undefined || now - principal.authenticatedAt * 1000 <= stepUpSeconds * 1000) return;
  fail("step_up_required", { members: { challenge: stepUpChallenge(read, environment, signedIn, stepUpSeconds) } });
}

/** Whoever has a second factor must have proved one in this session; that a remembered device took its place is no proof. */
function checkSecondFactor(read: MockReaders, environment: EnvironmentRow, { user, session }: SignedIn, maxAgeSeconds: number, now: number): void {
  const methods = proofMethods(read, environment, user.id);
  if (methods.length === 0) return;
  if (session.secondFactorAt !== null && now - parseTimestamp(session.secondFactorAt) <= maxAgeSeconds * 1000) return;
  fail("step_up_required", {
    detail: "This changes what protects the account: prove one of its second factors first.",
    members: { challenge: secondFactorChallenge(methods, session, maxAgeSeconds) },
  });
}
