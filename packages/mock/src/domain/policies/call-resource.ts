import type { PolicyResource } from "@plinto/policy";
import type { OperationRow } from "../../operation-row.ts";

/** What the operations of a resource are about: its kind, as events name it, and the parameter that names one. */
const kinds: Readonly<Record<string, readonly [type: string, parameter: string]>> = {
  members: ["member", "userId"],
  teams: ["team", "teamId"],
  roles: ["role", "roleId"],
  policies: ["policy", "policyId"],
  invitations: ["invitation", "invitationId"],
  "api-keys": ["api_key", "keyId"],
  "audit-logs": ["audit_log", "logId"],
  webhooks: ["webhook", "webhookId"],
  email: ["email_template", "key"],
  sessions: ["session", "sessionId"],
  users: ["user", "userId"],
};

/** What a call is about, for policies: what its path addresses, all of that kind where it names none, or the organization. */
export function resourceOfCall({ slug, path }: OperationRow, input: Readonly<Record<string, unknown>>, organizationId: string): PolicyResource {
  const kind = kinds[slug];
  if (kind === undefined) return { type: "organization", id: organizationId };
  const [type, parameter] = kind;
  const id = path.includes(`{${parameter}}`) ? (input[parameter] as string) : undefined;
  return id === undefined ? { type } : { type, id };
}
