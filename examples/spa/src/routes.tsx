import type { GatedOperation } from "@plinto/react";
import type { ComponentType } from "react";
import { LinkedAccounts } from "./account/linked-accounts.tsx";
import { Organizations } from "./account/organizations.tsx";
import { Profile } from "./account/profile.tsx";
import { Security } from "./account/security.tsx";
import { Sessions } from "./account/sessions.tsx";
import { Activity } from "./organization/activity.tsx";
import { ApiKeys } from "./organization/api-keys.tsx";
import { AuditLog } from "./organization/audit-log.tsx";
import { DeadLetters } from "./organization/dead-letters.tsx";
import { Invitations } from "./organization/invitations.tsx";
import { Members } from "./organization/members.tsx";
import { Overview } from "./organization/overview.tsx";
import { RoleDetail } from "./organization/role-detail.tsx";
import { Roles } from "./organization/roles.tsx";
import { TeamDetail } from "./organization/team-detail.tsx";
import { Teams } from "./organization/teams.tsx";
import { WebhookDetail } from "./organization/webhook-detail.tsx";
import { Webhooks } from "./organization/webhooks.tsx";

/** A page about the person. */
export interface AccountRoute {
  readonly path: string;
  readonly label: string;
  readonly page: ComponentType;
}

/** A page about the organization that the session stands in. */
export interface OrganizationRoute {
  readonly path: string;
  readonly label: string;
  /** Who may do this may see the page. */
  readonly operation: GatedOperation;
  readonly page: ComponentType<{ readonly orgId: string }>;
  /** The page of one thing, at `path` and its id. */
  readonly detail?: ComponentType<{ readonly orgId: string; readonly id: string }>;
}

export const accountRoutes: readonly AccountRoute[] = [
  { path: "/account", label: "Profile", page: Profile },
  { path: "/account/security", label: "Security", page: Security },
  { path: "/account/linked-accounts", label: "Linked accounts", page: LinkedAccounts },
  { path: "/account/sessions", label: "Sessions and devices", page: Sessions },
  { path: "/organizations", label: "Organizations", page: Organizations },
];

export const organizationRoutes: readonly OrganizationRoute[] = [
  { path: "/organization", label: "Overview", operation: "getOrganization", page: Overview },
  { path: "/organization/members", label: "Members", operation: "listMembers", page: Members },
  { path: "/organization/teams", label: "Teams", operation: "listTeams", page: Teams, detail: TeamDetail },
  { path: "/organization/invitations", label: "Invitations", operation: "listInvitations", page: Invitations },
  { path: "/organization/roles", label: "Roles", operation: "listRoles", page: Roles, detail: RoleDetail },
  { path: "/organization/api-keys", label: "API keys", operation: "listApiKeys", page: ApiKeys },
  { path: "/organization/webhooks", label: "Webhooks", operation: "listWebhooks", page: Webhooks, detail: WebhookDetail },
  { path: "/organization/dead-letters", label: "Dead letters", operation: "listDeadLetters", page: DeadLetters },
  { path: "/organization/activity", label: "Activity", operation: "listAuditLogs", page: Activity },
  { path: "/organization/audit-log", label: "Audit log", operation: "listAuditLogs", page: AuditLog },
];
