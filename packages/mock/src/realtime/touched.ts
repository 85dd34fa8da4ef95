import type { Commit } from "../kernel/commit.ts";

/** Whose rights a commit may have changed. */
export interface Touched {
  readonly users: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
  readonly organizations: ReadonlySet<string>;
  /** Everybody's. */
  readonly all: boolean;
}

/** What of a row names those whose rights it decides. */
const decides: Readonly<Record<string, readonly ["users" | "keys" | "organizations", member: string]>> = {
  users: ["users", "id"],
  sessions: ["users", "userId"],
  mfaFactors: ["users", "userId"],
  passkeys: ["users", "userId"],
  memberships: ["users", "userId"],
  keys: ["keys", "id"],
  organizations: ["organizations", "id"],
  roles: ["organizations", "organizationId"],
  authPolicies: ["organizations", "organizationId"],
  policySets: ["organizations", "id"],
};

export function touchedBy(commit: Commit): Touched | undefined {
  const found = { users: new Set<string>(), keys: new Set<string>(), organizations: new Set<string>() };
  let all = false;
  for (const { table, before, after } of commit.changes) {
    if (table === "environments") all = true;
    const rule = decides[table];
    const id = rule && ((after ?? before) as Readonly<Record<string, unknown>>)[rule[1]];
    if (rule && typeof id === "string") found[rule[0]].add(id);
  }
  return all || found.users.size + found.keys.size + found.organizations.size > 0 ? { ...found, all } : undefined;
}
