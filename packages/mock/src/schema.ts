import { auditChains, auditExports, auditLogs, auditRetentions } from "./domain/audit-logs/table.ts";
import { authPolicies, sessionUses } from "./domain/auth-policies/table.ts";
import { failedAttempts, knownAddresses, pendingSignIns } from "./domain/auth/table.ts";
import { emails, emailTemplates } from "./domain/email/table.ts";
import { environments } from "./domain/environment/table.ts";
import { events, sequences } from "./domain/events/table.ts";
import { invitations } from "./domain/invitations/table.ts";
import { keys, keyUsage, keyUses } from "./domain/keys/table.ts";
import { memberships } from "./domain/members/table.ts";
import { mfaFactors, recoveryCodeSets, totpChallenges } from "./domain/mfa/table.ts";
import { identities, oauthAttempts, oauthTickets } from "./domain/oauth/table.ts";
import { organizations } from "./domain/organizations/table.ts";
import { passkeyChallenges, passkeys } from "./domain/passkeys/table.ts";
import { policies, policySets, policyVersions, roleChanges } from "./domain/policies/table.ts";
import { socketTickets } from "./domain/realtime/table.ts";
import { roleAssignments, roles } from "./domain/roles/table.ts";
import { devices, refreshTokens, sessions } from "./domain/sessions/table.ts";
import { teamMembers, teams } from "./domain/teams/table.ts";
import { oneTimeTokens } from "./domain/tokens/table.ts";
import { users } from "./domain/users/table.ts";
import { webhookDeliveries, webhooks, webhookUses } from "./domain/webhooks/table.ts";
import type { Readers } from "./kernel/table.ts";
import type { Transaction } from "./kernel/transaction.ts";
import { idempotency, rateCounters } from "./pipeline/tables.ts";
import { providerAccounts, providerGrants, providerStates } from "./providers/table.ts";

/** Every table of the backend. */
// A type, not an interface: only types have the index signature that a kernel schema asks for.
export type MockSchema = {
  readonly environments: typeof environments;
  readonly keys: typeof keys;
  readonly keyUsage: typeof keyUsage;
  readonly keyUses: typeof keyUses;
  readonly users: typeof users;
  readonly devices: typeof devices;
  readonly sessions: typeof sessions;
  readonly refreshTokens: typeof refreshTokens;
  readonly sessionUses: typeof sessionUses;
  readonly passkeys: typeof passkeys;
  readonly passkeyChallenges: typeof passkeyChallenges;
  readonly mfaFactors: typeof mfaFactors;
  readonly recoveryCodeSets: typeof recoveryCodeSets;
  readonly totpChallenges: typeof totpChallenges;
  readonly identities: typeof identities;
  readonly oauthAttempts: typeof oauthAttempts;
  readonly oauthTickets: typeof oauthTickets;
  readonly providerAccounts: typeof providerAccounts;
  readonly providerGrants: typeof providerGrants;
  readonly providerStates: typeof providerStates;
  readonly organizations: typeof organizations;
  readonly authPolicies: typeof authPolicies;
  readonly memberships: typeof memberships;
  readonly roles: typeof roles;
  readonly roleAssignments: typeof roleAssignments;
  readonly policies: typeof policies;
  readonly policyVersions: typeof policyVersions;
  readonly policySets: typeof policySets;
  readonly roleChanges: typeof roleChanges;
  readonly teams: typeof teams;
  readonly teamMembers: typeof teamMembers;
  readonly invitations: typeof invitations;
  readonly sequences: typeof sequences;
  readonly events: typeof events;
  readonly webhooks: typeof webhooks;
  readonly webhookUses: typeof webhookUses;
  readonly webhookDeliveries: typeof webhookDeliveries;
  readonly socketTickets: typeof socketTickets;
  readonly auditLogs: typeof auditLogs;
  readonly auditChains: typeof auditChains;
  readonly auditRetentions: typeof auditRetentions;
  readonly auditExports: typeof auditExports;
  readonly emails: typeof emails;
  readonly emailTemplates: typeof emailTemplates;
  readonly oneTimeTokens: typeof oneTimeTokens;
  readonly pendingSignIns: typeof pendingSignIns;
  readonly failedAttempts: typeof failedAttempts;
  readonly knownAddresses: typeof knownAddresses;
  readonly idempotency: typeof idempotency;
  readonly rateCounters: typeof rateCounters;
};

export const schema: MockSchema = {
  environments,
  keys,
  keyUsage,
  keyUses,
  users,
  devices,
  sessions,
  refreshTokens,
  sessionUses,
  passkeys,
  passkeyChallenges,
  mfaFactors,
  recoveryCodeSets,
  totpChallenges,
  identities,
  oauthAttempts,
  oauthTickets,
  providerAccounts,
  providerGrants,
  providerStates,
  organizations,
  authPolicies,
  memberships,
  roles,
  roleAssignments,
  policies,
  policyVersions,
  policySets,
  roleChanges,
  teams,
  teamMembers,
  invitations,
  sequences,
  events,
  webhooks,
  webhookUses,
  webhookDeliveries,
  socketTickets,
  auditLogs,
  auditChains,
  auditRetentions,
  auditExports,
  emails,
  emailTemplates,
  oneTimeTokens,
  pendingSignIns,
  failedAttempts,
  knownAddresses,
  idempotency,
  rateCounters,
};

/** Reads every table. */
export type MockReaders = Readers<MockSchema>;

/** Reads and writes every table. */
export type MockTransaction = Transaction<MockSchema>;
