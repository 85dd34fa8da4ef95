import type { PermissionArm } from "../operation-row.ts";
import { schemeOf } from "../principal.ts";
import type { MockReaders } from "../schema.ts";
import type { AuthorizeFacts } from "./authorize-facts.ts";
import { grants, signedInRows, tenantOf } from "./authorize.ts";
import { ProblemError } from "./problem.ts";

/** A way to be allowed an operation, and whether it was open to a caller. */
export interface PermissionVerdict {
  /** What it asks for, in words. */
  readonly arm: string;
  readonly granted: boolean;
  readonly because: string;
}

type Caller = {
  readonly organization: ReturnType<typeof tenantOf>;
  readonly membership: ReturnType<MockReaders["memberships"]["find"]>;
  readonly signedIn: ReturnType<typeof signedInRows>;
};

/** Why a caller was, or was not, allowed an operation: every arm of its permission, judged as `authorize` does. */
export function explainPermission(read: MockReaders, facts: AuthorizeFacts): readonly PermissionVerdict[] {
  const signedIn = unlessRefused(() => signedInRows(read, facts.principal, facts.now));
  const organization = unlessRefused(() => tenantOf(read, facts));
  const membership = organization && signedIn ? read.memberships.find("membership", [organization.id, signedIn.user.id]) : undefined;
  return facts.row.permission.anyOf.map((arm) => {
    const granted = grants(read, facts, arm, organization, membership, signedIn);
    return { arm: wordsOf(arm), granted, because: reasonOf(facts, arm, { organization, membership, signedIn }, granted) };
  });
}

function unlessRefused<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

const parts: Readonly<Record<"self" | "own" | "managedBy", string>> = {
  self: "for oneself",
  own: "for what is one's own",
  managedBy: "for people whom the organization manages",
};

function wordsOf(arm: PermissionArm): string {
  if ("public" in arm) return "anybody";
  if ("signedIn" in arm) return "anybody who is signed in";
  if ("environment" in arm) return "the environment key";
  if ("pending" in arm) return "a pending token";
  if ("superAdmin" in arm) return `a super admin, by ${arm.superAdmin}`;
  if ("self" in arm) return "the person whom it is about";
  return arm.scope === "all" ? `the permission ${arm.permission}` : `the permission ${arm.permission} ${parts[arm.scope]}`;
}

const callers: Readonly<Record<ReturnType<typeof schemeOf>, string>> = {
  accessToken: "an access token",
  environmentKey: "the environment key",
  organizationKey: "an organization key",
  pendingToken: "a pending token",
  none: "no credential",
};

function reasonOf({ row, principal }: AuthorizeFacts, arm: PermissionArm, { organization, membership, signedIn }: Caller, granted: boolean): string {
  const scheme = schemeOf(principal);
  const came = `the caller came with ${callers[scheme]}`;
  if (scheme !== "none" && !row.public && !(row.schemes as readonly string[]).includes(scheme)) return `${came}, which this operation does not take`;
  if (principal.kind === "user" && !signedIn) return "the session of the caller is over";
  if (!("permission" in arm)) {
    if ("self" in arm && principal.kind === "user") return granted ? "the caller is that person" : "the caller is somebody else";
    if ("superAdmin" in arm && principal.kind === "user") return granted ? "the caller is super admin" : "the caller is no super admin";
    return came;
  }
  if (principal.kind === "user") {
    if (!organization) return "the call stands in no organization that the caller could reach";
    if (!membership) return "the caller is no member there";
    if (membership.status === "suspended") return "the membership of the caller is suspended";
    const roles = membership.customRoleIds.length > 0 ? `${membership.role} with ${membership.customRoleIds.length} more` : membership.role;
    return `the caller is ${roles} there`;
  }
  if (principal.kind === "organization" && !principal.scopes.includes(arm.permission)) return "the scopes of the key do not have it";
  if (principal.kind === "organization" && !granted) return "whoever made the key does not hold it";
  return came;
}
