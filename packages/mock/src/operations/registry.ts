import type { OperationId } from "@plinto/spec";
import type { OperationHandlers } from "../pipeline/handler.ts";
import { auth } from "./auth.ts";
import { environment } from "./environment.ts";
import { oauth } from "./oauth.ts";
import { oidc } from "./oidc.ts";
import { sessions } from "./sessions.ts";
import { system } from "./system.ts";
import { mfa } from "./mfa.ts";
import { passkeys } from "./passkeys.ts";
import { organizations } from "./organizations.ts";
import { users } from "./users.ts";
import { members } from "./members.ts";
import { rbac } from "./rbac.ts";
import { roles } from "./roles.ts";
import { policies } from "./policies.ts";
import { teams } from "./teams.ts";
import { invitations } from "./invitations.ts";
import { email } from "./email.ts";
import { apiKeys } from "./api-keys.ts";
import { auditLogs } from "./audit-logs.ts";
import { graphql } from "./graphql.ts";
import { realtime } from "./realtime.ts";
import { webhooks } from "./webhooks.ts";

/** Every operation with its behaviour. An operation of the description without one does not compile. */
export const handlers: OperationHandlers<OperationId> = {
  ...auth,
  ...environment,
  ...mfa,
  ...passkeys,
  ...oauth,
  ...oidc,
  ...sessions,
  ...system,
  ...organizations,
  ...users,
  ...members,
  ...teams,
  ...roles,
  ...policies,
  ...rbac,
  ...invitations,
  ...email,
  ...apiKeys,
  ...webhooks,
  ...realtime,
  ...graphql,
  ...auditLogs,
} satisfies OperationHandlers<OperationId>;
