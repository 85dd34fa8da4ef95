/** A world in which every read of a client has something to read, and with which parameters. */

import { type OperationId, type Operations, type Plinto, createPlinto } from "@plinto/core";
import { createPasskey } from "@plinto/core/passkeys";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import type * as hooks from "../../src/generated/hooks.ts";

type Hooks = typeof hooks;
/** What the generated read hooks are called without `use`, as operations. */
export type ReadId = {
  [Id in OperationId]: `use${Capitalize<Id>}` extends keyof Hooks ? (`useSuspense${Capitalize<Id>}` extends keyof Hooks ? Id : never) : never;
}[OperationId];

export type GroundParams = { readonly [Id in ReadId]: Operations[Id]["params"] };

export interface Ground {
  readonly mock: Mock<AcmeSeed>;
  /** Who may do it: Ada, who owns Acme and stands in it; the super admin for what an owner may not. They never repeat a call. */
  readonly clientFor: (operation: string) => Plinto;
  /** Replaces what the mock has answered; nothing does when undefined. */
  answer: ((answer: Response) => Response | Promise<Response>) | undefined;
  readonly params: GroundParams;
}

/** Makes the world. */
export async function makeGround(): Promise<Ground> {
  const mock = createMock() as Mock<AcmeSeed>;
  const { seed } = mock;
  const orgId = seed.organizations.acme.id;
  const connection = mock.connect();
  const ground: { answer: Ground["answer"] } = { answer: undefined };
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    // The dev server of Vite makes a script of the JSON that the mock imports for this.
    if (url.endsWith("/v1/openapi.json") && typeof document !== "undefined" && mock.faults.active.length === 0) return Response.json({ openapi: "3.1.1" });
    const answer = await connection.fetch(url, init);
    return ground.answer ? ground.answer(answer) : answer;
  };
  const plinto = createPlinto({ ...connection, fetch, retry: { retries: 0 } });
  const root = createPlinto({ ...mock.as("root"), fetch, retry: { retries: 0 } });
  const { email, password } = seed.users.ada;
  await plinto.auth.signIn({ email, password, organizationId: orgId }, { headers: { "plinto-device": "the-laptop-of-ada" } });

  const { factor } = await plinto.mfa.totp.enroll();
  await plinto.mfa.totp.activate({ factorId: factor.id, code: mock.totp("ada") });
  const passkey = await addPasskey(mock, plinto);
  const invitation = await plinto.invitations.create({ email: "new@acme.test", role: "member" });
  const { token } = await mock.mailbox.waitFor({ to: "new@acme.test", kind: "invitation" });
  const policy = await plinto.policies.create({
    name: "Readers",
    document: { effect: "deny", actions: ["audit:export"], resources: ["audit_log:*"], subjects: ["role:viewer"] },
  });
  const webhook = await plinto.organizations.webhooks.create({ orgId, url: "https://hooks.acme.test/", events: ["team.*"] });
  const delivery = await plinto.organizations.webhooks.test({ orgId, webhookId: webhook.id });
  const exported = await plinto.audit.logs.export({ format: "csv" });
  const session = plinto.session.current!;
  const [device] = (await plinto.devices.list()).data;
  const [identity] = (await plinto.identities.list()).data;
  const [log] = (await plinto.audit.logs.list()).data;
  const teamId = seed.teams.engineering.id;
  const userId = seed.users.ada.id;
  const keyId = seed.apiKeys.reports.id;

  return Object.assign(ground, {
    mock,
    clientFor: (operation: string) => (operation === "getTokenFamily" ? root : plinto),
    params: {
      getCurrentSession: {},
      listMfaFactors: {},
      getMfaFactor: { factorId: factor.id },
      listPasskeys: {},
      getPasskey: { passkeyId: passkey },
      listOAuthProviders: {},
      listIdentities: {},
      getIdentity: { identityId: identity!.id },
      listMySessions: {},
      getSession: { sessionId: session.id },
      getTokenFamily: { sessionId: session.id },
      listDevices: {},
      getDevice: { deviceId: device!.id },
      listOrganizationSessions: { orgId },
      listMyOrganizations: {},
      getOrganization: { orgId },
      getOrganizationStats: { orgId },
      getOrganizationLimits: { orgId },
      getOrganizationJwks: { orgId },
      getOrganizationSettings: { orgId },
      getAuthPolicy: { orgId },
      listMembers: { orgId },
      getMember: { orgId, userId },
      listTeams: { orgId },
      getTeam: { orgId, teamId },
      listTeamMembers: { orgId, teamId },
      getTeamMember: { orgId, teamId, userId },
      listApiKeys: { orgId },
      getApiKey: { orgId, keyId },
      getApiKeyUsage: { orgId, keyId },
      listWebhooks: { orgId },
      getWebhook: { orgId, webhookId: webhook.id },
      getWebhookStats: { orgId },
      listDeadLetters: { orgId },
      listWebhookDeliveries: { orgId, webhookId: webhook.id },
      getWebhookDelivery: { orgId, webhookId: webhook.id, deliveryId: delivery.id },
      listEventTypes: {},
      listEmailTemplates: { orgId },
      getEmailTemplate: { orgId, key: "invitation" },
      listEmailMessages: { orgId },
      getMe: {},
      listUsers: {},
      getUser: { userId },
      listRoles: {},
      getRole: { roleId: seed.roles.editor.id },
      listPermissions: {},
      getEffectivePermissions: { userId },
      listPolicies: {},
      getPolicy: { policyId: policy.id },
      listPolicyVersions: { policyId: policy.id },
      getPolicyVersion: { policyId: policy.id, version: "1" },
      listPolicyEvaluations: {},
      listInvitations: {},
      getInvitation: { invitationId: invitation.id },
      validateInvitationLink: { token: token! },
      listMyInvitations: {},
      listAuditLogs: {},
      getAuditLog: { logId: log!.id },
      getAuditStats: {},
      listAuditActions: {},
      getAuditExport: { exportId: exported.id },
      getAuditRetention: {},
      getOpenIdConfiguration: {},
      getJwks: {},
      getHealth: {},
      getVersion: {},
      getSocketStats: {},
      getOpenApi: {},
    },
  });
}

async function addPasskey(mock: Mock<AcmeSeed>, plinto: Plinto): Promise<string> {
  const { credentials } = mock.passkeys.authenticator();
  const { challengeId, publicKey } = await plinto.passkeys.beginRegistration();
  const { passkey } = await plinto.passkeys.completeRegistration({ challengeId, credential: await createPasskey(publicKey, { credentials }) });
  return passkey.id;
}
