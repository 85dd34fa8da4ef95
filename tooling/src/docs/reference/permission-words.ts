import type { PermissionArm, PermissionRule, Registries } from "../../description/openapi.ts";
import { code, listed } from "./markdown.ts";

/** The public predicates, each with whom it lets in. */
const predicates: Readonly<Record<string, string>> = {
  always: "Anybody.",
  credentials: "Whoever knows the e-mail address and the password.",
  refreshToken: "Whoever holds the newest refresh token of the session.",
  verificationToken: "Whoever holds the token or code that was sent by e-mail.",
  invitationToken: "Whoever holds the token of the invitation.",
  passkey: "Whoever holds the passkey.",
  state: "The browser that was sent out.",
  ticket: "Whoever holds the ticket and its code verifier.",
};

/** The subjects that a `self` pointer can lead to. */
const subjects: Readonly<Record<string, string>> = {
  "/principal": "Any signed-in user, about themselves.",
  "/path/userId": "The user with this `userId`.",
  "/path/sessionId/userId": "The user whose session it is.",
  "/path/deviceId/userId": "The user whose device it is.",
  "/path/factorId/userId": "The user whose factor it is.",
  "/path/passkeyId/userId": "The user whose passkey it is.",
  "/path/identityId/userId": "The user whose identity it is.",
};

/** Who may call an operation, one sentence per way. */
export function permissionWords(rule: PermissionRule, registries: Registries, schemes: readonly string[]): string[] {
  return rule.anyOf.map((arm) => armWords(arm, registries, schemes));
}

function armWords(arm: PermissionArm, registries: Registries, schemes: readonly string[]): string {
  if ("permission" in arm) return permissionArm(arm, registries, schemes);
  if ("self" in arm) return known(subjects, arm.self, "self pointer");
  if ("public" in arm) return known(predicates, arm.public, "public predicate");
  if ("signedIn" in arm) return "Any signed-in user.";
  if ("environment" in arm) return "The environment key.";
  if ("superAdmin" in arm) return `A super admin (${code(arm.superAdmin)}).`;
  if ("pending" in arm) return "Whoever holds the pending token of the unfinished sign-in.";
  throw new Error(`The reference has no words for the permission arm ${JSON.stringify(arm)}`);
}

function permissionArm({ permission, scope }: Extract<PermissionArm, { permission: string }>, { roles }: Registries, schemes: readonly string[]): string {
  const holders = Object.entries(roles).filter(
    ([, role]) => role.scope === "organization" && (role.permissions.includes(permission) || (scope !== "all" && role.limited?.[permission] === scope)),
  );
  const people = holders.length > 0 ? `members with ${code(permission)} (${listed(holders.map(([name]) => name))})` : `members with ${code(permission)}`;
  const keys = [
    ...(schemes.includes("organizationKey") ? [`an organization key with the scope ${code(permission)}`] : []),
    ...(schemes.includes("environmentKey") ? ["the environment key"] : []),
  ];
  const limit = { all: "", self: ", about themselves", own: ", over what they caused themselves", managedBy: ", over users whom their organization manages" }[
    scope
  ];
  const all = [people + limit, ...keys];
  const text = listed(all);
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function known(words: Readonly<Record<string, string>>, name: string, what: string): string {
  const found = words[name];
  if (!found) throw new Error(`The reference has no words for the ${what} ${name}: add them to tooling/src/docs/reference/permission-words.ts`);
  return found;
}

/** How the organization of a call is found. */
export function tenantWords(rule: PermissionRule): string | undefined {
  if (rule.tenant === "path") {
    const policy = rule.pastPolicy ? " Its authentication policy is not asked." : "";
    return `The organization is the one in the path; a header that names another is \`organization_mismatch\`.${policy}`;
  }
  if (rule.tenant === "context") return "The organization comes from the header `Plinto-Organization`, else from the access token.";
  if (rule.tenant === "optional")
    return "The call may name an organization by the header `Plinto-Organization` or by the access token; without one it is about the caller or the environment.";
  return undefined;
}
