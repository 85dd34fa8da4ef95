import type { OperationId } from "@plinto/spec";
import type { Expectation } from "../expectation.ts";
import { apiKeys } from "./api-keys.ts";
import { auditLogs } from "./audit-logs.ts";
import { auth } from "./auth.ts";
import { email } from "./email.ts";
import { environment } from "./environment.ts";
import { graphql } from "./graphql.ts";
import { invitations } from "./invitations.ts";
import { members } from "./members.ts";
import { mfa } from "./mfa.ts";
import { oauth } from "./oauth.ts";
import { oidc } from "./oidc.ts";
import { organizations } from "./organizations.ts";
import { passkeys } from "./passkeys.ts";
import { policies } from "./policies.ts";
import { rbac } from "./rbac.ts";
import { realtime } from "./realtime.ts";
import { roles } from "./roles.ts";
import { sessions } from "./sessions.ts";
import { system } from "./system.ts";
import { teams } from "./teams.ts";
import { users } from "./users.ts";
import { webhooks } from "./webhooks.ts";

/**
 * Who may do what, by resource in reading order. Written by hand from the design, one line or a few per operation, and
 * never from what the guard of the mock reads: this is what the guard is judged by.
 */
export const expectationsByResource = {
  environment,
  auth,
  mfa,
  passkeys,
  oauth,
  sessions,
  users,
  organizations,
  members,
  teams,
  roles,
  policies,
  rbac,
  "api-keys": apiKeys,
  webhooks,
  realtime,
  graphql,
  invitations,
  "audit-logs": auditLogs,
  email,
  oidc,
  system,
} as const;

/** The same by operation. An operation without an expectation does not compile. */
export const expectations = {
  ...environment,
  ...auth,
  ...mfa,
  ...passkeys,
  ...oauth,
  ...sessions,
  ...users,
  ...organizations,
  ...members,
  ...teams,
  ...roles,
  ...policies,
  ...rbac,
  ...apiKeys,
  ...webhooks,
  ...realtime,
  ...graphql,
  ...invitations,
  ...auditLogs,
  ...email,
  ...oidc,
  ...system,
} satisfies Record<OperationId, Expectation>;
