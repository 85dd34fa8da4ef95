import type { OperationId } from "@plinto/spec";
import fc from "fast-check";
import { begin, codeVerifier } from "../matrix/samples/at-google.ts";
import type { Json } from "./arbitrary.ts";
import { followed, type Operation, type Parameter } from "./described.ts";
import type { Ground } from "./ground.ts";
import type { Draft } from "./request.ts";

type Value = Json | fc.Arbitrary<Json>;

/** What it takes that an operation can succeed. */
export interface Setting {
  /** The credential; that of the environment when absent, none when null. */
  readonly as?: string | null;
  /** Values of parameters and of the body by their names; the rest is made from the schemas. */
  readonly fix?: Readonly<Record<string, Value>>;
  /** Optional fields whose every value but a few is refused. */
  readonly omit?: readonly string[];
  /** Fields whose faults have a code of their own, by name. */
  readonly judges?: Readonly<Record<string, string>>;
  /** The list of the body whose elements fail alone, each in its row of `results`, with which code. */
  readonly rows?: readonly [list: string, code: string];
}

/** What the parameters of an address are unless a setting says otherwise. */
function usualParameters(ground: Ground): Readonly<Record<string, Value>> {
  const { acme, people, teams, editor, key, invitation, policyId, exportId, logId, webhooks } = ground;
  return {
    orgId: acme,
    userId: people.mia.id,
    teamId: teams.platform,
    roleId: editor,
    keyId: key.id,
    invitationId: invitation.id,
    token: invitation.token,
    policyId,
    ...webhooks.organization,
    eventId: webhooks.eventId,
    exportId,
    logId,
    sessionId: people.mia.sessionId,
    deviceId: people.ada.deviceId,
    factorId: ground.tom.factorId,
    passkeyId: ground.tom.passkeyId,
    identityId: ground.tom.identityId,
    provider: "google",
    redirectTo: begin.redirectTo,
  };
}

const strong: Value = fc.string({ unit: "grapheme-ascii", minLength: 20, maxLength: 60 }).map((text) => `${text} staple battery horse`);
const grantable: Value = fc.subarray(["org:read", "members:read", "teams:manage", "billing:read", "audit:read", "blog:write"], { minLength: 1 });
const aSlug: Value = fc.stringMatching(/^[a-z]{8,20}$/);

const aDocument: Value = fc.constantFrom<Json>(
  { effect: "deny", actions: ["documents:read"], resources: ["*"], subjects: ["role:viewer"] },
  {
    effect: "allow",
    priority: 7,
    actions: ["documents:*"],
    resources: ["document:*"],
    conditions: [{ type: "mfa" }, { type: "ip", ranges: ["203.0.113.0/24"] }],
  },
  {
    effect: "allow",
    actions: ["documents:print"],
    resources: ["document:doc_1"],
    conditions: [
      {
        type: "any",
        conditions: [
          { type: "not", condition: { type: "authentication_age", maxSeconds: 600 } },
          { type: "time_window", timeZone: "UTC", days: ["monday"] },
        ],
      },
      { type: "attribute", attribute: "subject.attributes.department", operator: "in", value: ["finance", "legal"] },
    ],
    obligations: [{ type: "mask_fields", parameters: { fields: ["email"] } }],
  },
);

/** A question about Bob. */
function questionOf({ users }: Ground): Readonly<Record<string, Json>> {
  return {
    action: "documents:read",
    resource: { type: "document", id: "doc_1", attributes: { department: "finance" } },
    subject: { userId: users.bob.id },
    request: {
      ip: "203.0.113.7",
      time: "2030-01-01T00:00:00.000Z",
      authentication: { mfa: true, methods: ["pwd"], authenticatedAt: "2030-01-01T00:00:00.000Z" },
    },
    explain: true,
  };
}

/** The same, in a batch, which explains nothing. */
function inBatch(ground: Ground): Readonly<Record<string, Json>> {
  return { ...questionOf(ground), explain: false };
}

/** Addresses and patterns that are none are refused by codes of their own. */
function aWebhook(): Setting {
  return {
    fix: {
      url: fc.constantFrom("https://hooks.acme.test/", "http://127.0.0.1:9/hooks"),
      events: fc.subarray(["member.*", "team.created", "*"], { minLength: 1 }),
      customHeaders: fc.constantFrom<Json>({}, { "X-Team": "Core" }),
    },
  };
}

const ofEnvironmentsEndpoints: readonly OperationId[] = [
  "getEnvironmentWebhook",
  "deleteEnvironmentWebhook",
  "testEnvironmentWebhook",
  "rotateEnvironmentWebhookSecret",
  "listEnvironmentWebhookDeliveries",
  "getEnvironmentWebhookDelivery",
  "retryEnvironmentWebhookDelivery",
  "retryEnvironmentDeadLetter",
  "discardEnvironmentDeadLetter",
];

const environments = (ground: Ground): Setting => ({ fix: { ...ground.webhooks.environment } });

const reported: { readonly [name: string]: Json } = {
  decisionId: `dec_${"0".repeat(26)}`,
  time: "2030-01-01T00:00:00.000Z",
  action: "documents:read",
  subject: { type: "user", id: "usr_1" },
  resource: { type: "document", id: "doc_1" },
  decision: "deny",
  reason: "policy_deny",
  matched: [{ policyId: `pol_${"0".repeat(26)}`, version: 1, effect: "deny", priority: 0, determined: true }],
  revision: "r1",
};

/** The operations that need more than the key of the environment and Acme. */
const settings: { readonly [Id in OperationId]?: (ground: Ground) => Setting } = {
  graphql: () => ({
    fix: {
      query: fc.constantFrom(
        "{ version { api } }",
        "query A { users(first: 1) { nodes { id } } }",
        'mutation { createOrganization(input: { name: "No owner" }) { id } }',
        "{",
      ),
    },
    omit: ["extensions"],
  }),
  updateEnvironment: () => ({
    fix: {
      allowedOrigins: fc.subarray(["https://app.acme.test", "http://localhost:*", "app://desktop"]),
      redirectUrls: fc.subarray(["https://app.acme.test/welcome", "http://localhost:3000/back"]),
      webauthn: fc.constantFrom<Json>({ rpName: "Acme" }, { rpId: "acme.test", origins: ["https://app.acme.test"] }),
    },
  }),
  signUp: () => ({ as: null, fix: { password: strong }, omit: ["invitationToken"] }),
  signIn: ({ users: { nina } }) => ({ as: null, fix: { email: nina.email, password: nina.password }, omit: ["organizationId"] }),
  continueSignIn: ({ pendingToken, world }) => ({
    as: pendingToken,
    fix: { body: { step: "email_verification", code: world.mail("una@plinto.test", "email_verification").code } },
  }),
  listMfaFactors: tom,
  getMfaFactor: tom,
  deleteMfaFactor: tom,
  enrollTotp: self,
  activateTotp: ({ people, newApp }) => ({ as: people.bob.accessToken, fix: { ...newApp } }),
  createMfaChallenge: (ground) => ({ ...tom(ground), fix: { kind: fc.constantFrom("totp", "passkey") }, omit: ["factorId"] }),
  verifyMfaChallenge: ({ secondFactor: { pendingToken, challengeId, code } }) => ({
    as: pendingToken,
    fix: { challengeId, body: { kind: "totp", code } },
  }),
  regenerateRecoveryCodes: tom,
  passkeyRegistrationOptions: self,
  passkeyRegistrationVerify: (ground) => ({ ...self(ground), fix: { ...json(ground.newPasskey) }, omit: ["name"] }),
  passkeyAuthenticationOptions: anybody,
  passkeyAuthenticationVerify: ({ assertion }) => ({ as: null, fix: { ...json(assertion) }, omit: ["organizationId"] }),
  listPasskeys: tom,
  getPasskey: tom,
  renamePasskey: tom,
  deletePasskey: tom,
  listOAuthProviders: anybody,
  startOAuth: () => ({ as: null, omit: ["codeChallengeMethod"] }),
  completeOAuth: ({ callback }) => ({ as: null, fix: { ...callback }, omit: ["error", "error_description"] }),
  exchangeOAuthTicket: ({ ticket }) => ({ as: null, fix: { ticket, codeVerifier }, omit: ["invitationToken"] }),
  listIdentities: tom,
  getIdentity: tom,
  unlinkIdentity: tom,
  linkIdentity: self,
  confirmIdentityLink: (ground) => ({ ...self(ground), fix: { ticket: ground.linkTicket, codeVerifier } }),
  setAuthPolicy: () => ({
    fix: {
      allowedMethods: fc.subarray(["password", "passkey", "oauth"], { minLength: 1 }),
      mfa: fc.constantFrom("optional", "required"),
      ipRanges: fc.subarray(["203.0.113.0/24", "2001:db8::/32"]),
    },
  }),
  signOut: self,
  refreshSession: ({ people, acme }) => ({ as: null, fix: { refreshToken: people.ada.refreshToken, organizationId: acme } }),
  getCurrentSession: self,
  switchOrganization: (ground) => ({ ...self(ground), fix: { organizationId: fc.constantFrom(ground.acme, null) } }),
  stepUp: (ground) => ({ ...self(ground), fix: { body: { method: "password", password: ground.people.ada.password } } }),
  discoverAuthMethods: anybody,
  verifyEmail: ({ world }) => ({ as: null, fix: { token: world.mail("una@plinto.test", "email_verification").token } }),
  resendVerification: anybody,
  requestPasswordReset: () => ({ as: null, omit: ["redirectUrl"] }),
  resetPassword: ({ world, users: { nina } }) => ({ as: null, fix: { token: world.mail(nina.email, "password_reset").token, password: strong } }),
  changePassword: (ground) => ({ ...self(ground), fix: { currentPassword: ground.people.ada.password, newPassword: strong } }),
  sendMagicLink: () => ({ as: null, omit: ["redirectUrl"] }),
  verifyMagicLink: ({ world, users: { nina } }) => ({ as: null, fix: { token: world.mail(nina.email, "magic_link").token } }),
  sendOtp: anybody,
  verifyOtp: ({ world, users: { nina } }) => ({ as: null, fix: { email: nina.email, code: world.mail(nina.email, "otp").code }, omit: ["organizationId"] }),
  stopImpersonation: ({ acting }) => ({ as: acting }),
  listMySessions: self,
  revokeOtherSessions: self,
  listDevices: self,
  getDevice: self,
  trustDevice: self,
  forgetDevice: self,
  getMe: self,
  updateMe: self,
  requestEmailChange: self,
  confirmEmailChange: ({ world }) => ({ as: null, fix: { token: world.mail("moved@acme.test", "email_change").token } }),
  createUser: () => ({ fix: { password: strong } }),
  unbanUser: ({ users: { ben } }) => ({ fix: { userId: ben.id } }),
  impersonateUser: ({ people }) => ({ as: people.root.accessToken }),
  createOrganization: ({ users }) => ({ fix: { slug: aSlug, ownerUserId: users.ada.id } }),
  updateOrganizationSettings: () => ({ fix: { timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "UTC") } }),
  updateOrganization: () => ({ fix: { slug: aSlug } }),
  deleteOrganization: self,
  restoreOrganization: ({ initech, people }) => ({ as: people.peter.accessToken, fix: { orgId: initech } }),
  transferOwnership: self,
  leaveOrganization: self,
  inviteMember: () => ({ omit: ["redirectUrl"] }),
  restoreMember: ({ users: { sam } }) => ({ fix: { userId: sam.id } }),
  createTeam: ({ teams }) => ({ fix: { slug: aSlug, parentTeamId: teams.engineering } }),
  updateTeam: ({ teams }) => ({ fix: { slug: aSlug, parentTeamId: fc.constantFrom(teams.engineering, teams.empty, null) } }),
  deleteTeam: ({ teams }) => ({ fix: { teamId: teams.empty } }),
  getTeamMember: ({ users: { grace } }) => ({ fix: { userId: grace.id } }),
  removeTeamMember: ({ users: { grace } }) => ({ fix: { userId: grace.id } }),
  createRole: () => ({ fix: { slug: aSlug, permissions: grantable } }),
  updateRole: () => ({ fix: { slug: aSlug, permissions: grantable } }),
  deleteRole: ({ spare }) => ({ fix: { roleId: spare } }),
  unassignRole: ({ users: { bob } }) => ({ fix: { userId: bob.id } }),
  checkPermission: ({ users }) => ({ fix: { userId: users.bob.id } }),
  checkPermissionsBatch: ({ users }) => ({
    fix: { checks: fc.array(fc.constantFrom({ userId: users.bob.id, permission: "blog:write" }), { minLength: 1, maxLength: 3 }) },
  }),
  createPolicy: () => ({ fix: { document: aDocument }, judges: { document: "policy_invalid" } }),
  updatePolicy: () => ({ fix: { document: aDocument }, judges: { document: "policy_invalid" } }),
  getPolicyVersion: () => ({ fix: { version: "1" } }),
  rollbackPolicy: () => ({ fix: { version: 1 } }),
  evaluatePolicies: (ground) => ({ fix: questionOf(ground) }),
  evaluatePoliciesBatch: (ground) => ({ fix: { evaluations: [inBatch(ground), inBatch(ground)] }, rows: ["evaluations", "input_invalid"] }),
  reportPolicyEvaluations: () => ({ fix: { evaluations: fc.constantFrom<Json>([reported], [reported, { ...reported, decision: "allow", matched: [] }]) } }),
  getPolicyBundle: ({ acme }) => ({ fix: { organizationId: acme } }),
  createInvitation: () => ({ omit: ["redirectUrl"] }),
  updateInvitation: () => ({ fix: { expiresAt: "2030-01-20T00:00:00.000Z" } }),
  validateInvitation: anybody,
  validateInvitationLink: anybody,
  acceptInvitation: () => ({ as: null, fix: { password: strong } }),
  declineInvitation: anybody,
  listMyInvitations: self,
  createWebhook: aWebhook,
  updateWebhook: aWebhook,
  createEnvironmentWebhook: aWebhook,
  updateEnvironmentWebhook: (ground) => ({ fix: { ...aWebhook().fix, ...ground.webhooks.environment } }),
  getWebhookStats: () => ({ omit: ["createdAt"] }),
  ...Object.fromEntries(ofEnvironmentsEndpoints.map((id) => [id, environments])),
  getEnvironmentWebhookStats: (ground) => ({ ...environments(ground), omit: ["createdAt"] }),
  createApiKey: (ground) => ({ ...self(ground), fix: { scopes: grantable } }),
  listApiKeys: self,
  getApiKey: self,
  updateApiKey: (ground) => ({ ...self(ground), fix: { scopes: grantable, expiresAt: "2031-01-01T00:00:00.000Z" } }),
  deleteApiKey: self,
  rotateApiKey: self,
  getApiKeyUsage: (ground) => ({ ...self(ground), omit: ["usedAt"] }),
  getAuditStats: () => ({ omit: ["occurredAt"] }),
  getOpenIdConfiguration: anybody,
  getJwks: anybody,
  getOrganizationJwks: anybody,
  getHealth: anybody,
  getVersion: anybody,
  getOpenApi: anybody,
};

/** Ada, on her own things and in Acme. */
function self({ people }: Ground): Setting {
  return { as: people.ada.accessToken };
}

/** Tom, on what he signs in with. */
function tom({ tom: { accessToken } }: Ground): Setting {
  return { as: accessToken };
}

/** A value of the description's types as JSON. */
function json(value: object): Readonly<Record<string, Json>> {
  return JSON.parse(JSON.stringify(value)) as Record<string, Json>;
}

function anybody(): Setting {
  return { as: null };
}

/** Drafts with what the setting and the usual parameters rule. */
export function settled(operation: Operation, ground: Ground, drafts: fc.Arbitrary<Draft>): fc.Arbitrary<Draft> {
  const { fix = {}, omit = [] } = settingOf(operation.id, ground);
  const schema = operation.body && followed(operation.body.schema);
  const inAddress = operation.parameters
    .filter((one) => one.in === "path" || (one.in === "query" && (one.required || Object.hasOwn(fix, one.name))))
    .map((one) => one.name);
  const usual = usualParameters(ground);
  const required = [...inAddress, ...(schema?.required ?? [])].filter((name) => Object.hasOwn(usual, name));
  const fixed = { ...Object.fromEntries(required.map((name) => [name, usual[name]!])), ...fix };
  const values = fc.record(Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, isArbitrary(value) ? value : fc.constant(value)])));
  return fc.tuple(drafts, values).map(([draft, ruled]) => {
    const place = (of: Readonly<Record<string, Json>>, rules: (name: string) => boolean): Record<string, Json> => ({
      ...Object.fromEntries(Object.entries(of).filter(([name]) => !omit.includes(name))),
      ...Object.fromEntries(Object.entries(ruled).filter(([name]) => rules(name))),
    });
    const inPlace = (where: Parameter["in"], name: string): boolean =>
      inAddress.includes(name) && operation.parameters.some((one) => one.in === where && one.name === name);
    return {
      path: place(draft.path, (name) => inPlace("path", name)),
      query: place(draft.query, (name) => inPlace("query", name)),
      headers: draft.headers,
      body: ruled["body"] ?? (isObject(draft.body) ? place(draft.body, (name) => schema?.properties?.[name] !== undefined) : draft.body),
    };
  });
}

export function settingOf(id: string, ground: Ground): Setting {
  return settings[id as OperationId]?.(ground) ?? {};
}

/** The header that names the organization, where an operation takes it. */
export function tenantOf(operation: Operation, ground: Ground): Readonly<Record<string, string>> {
  return operation.parameters.some((one) => one.name === "Plinto-Organization") ? { "plinto-organization": ground.acme } : {};
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isArbitrary(value: Value): value is fc.Arbitrary<Json> {
  return value instanceof fc.Arbitrary;
}
