import type { OperationId } from "@plinto/spec";
import type { Sample } from "../sample.ts";
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

/** A call of every operation. One without a sample does not compile. */
export const samples: { readonly [Id in OperationId]: Sample<Id> } = {
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
};
