import { createPlinto, isPlintoError } from "@plinto/core";
import { createClient } from "@plinto/core/client";
import { createOrganization } from "@plinto/core/operations";
import { instrument } from "@plinto/core/otel";
import { createPasskey, getPasskey } from "@plinto/core/passkeys";
import { organizations as reads, queryScope } from "@plinto/core/queries";
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { compilePolicies, explain, type PolicyInput } from "@plinto/policy";
import { createPolicyClient } from "@plinto/policy/sync";

export async function firstSteps(): Promise<string> {
  const mock = createMock();
  const plinto = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey });
  const made = await plinto.organizations.create({ name: "Initech" });
  const slug: string = made.slug;
  // @ts-expect-error an organization has no such property
  made.surname;
  // @ts-expect-error a name is text
  await plinto.organizations.create({ name: 5 });
  for await (const member of plinto.organizations.members.list({ orgId: made.id, pageSize: 50 })) {
    const role: "viewer" | "member" | "admin" | "owner" = member.role;
    console.log(role);
  }
  const safe = await createOrganization(createClient({ baseUrl: mock.baseUrl }), { name: "Initech" }).safe();
  if (!safe.ok && isPlintoError(safe.error, "slug_taken")) return safe.error.message;
  const served = await serveMock(mock, { port: 0 });
  await served.close();
  return slug;
}

// A library that exports these has declarations of its own, which must be able to name every type that they mention.
export const client = createClient({ baseUrl: "https://api.example.com" });
export const plinto = createPlinto({ baseUrl: "https://api.example.com" });
export const { hooks, http, onStepUp, organizations, session, sessions, transport } = plinto;
export const { GET } = http;
export const scope = plinto.forOrganization("org_1");
export const bound = (accessToken: string) => plinto.withSession(accessToken);
export const current = () => session.current;
export const status = () => session.status;
export const listed = () => sessions.list();
export const pages = () => listed().pages();
export const refreshed = () => plinto.auth.refresh({ refreshToken: "rt_1" });
export const safe = () => plinto.users.getMe().safe();
export const created = createOrganization;
export const byPath = () => http.GET("/v1/organizations/{orgId}", { params: { path: { orgId: "org_1" } } });
export const query = reads.get(plinto, { orgId: "org_1" });
export const page = reads.members.list(plinto, { orgId: "org_1" });
export const key = queryScope(plinto);
export const stop = instrument(plinto);
export const made = async () => createPasskey((await plinto.passkeys.beginRegistration()).publicKey, { credentials: navigator.credentials });
export const asked = async () =>
  getPasskey((await plinto.passkeys.beginSignIn()).publicKey, { credentials: createMock().passkeys.authenticator().credentials });
export const engine = compilePolicies([{ id: "pol_1", document: { effect: "allow", actions: ["documents:*"], resources: ["document:*"] } }]);
export const why = (input: PolicyInput) => explain(engine, input);
export const policies = createPolicyClient({ ...createMock().connect(), secretKey: "sk_test_x", organizationId: "org_1", pollIntervalSeconds: 0 });
export const { evaluate, on: onPolicies, ready, save } = policies;
export const ended = () => policies[Symbol.asyncDispose]();
