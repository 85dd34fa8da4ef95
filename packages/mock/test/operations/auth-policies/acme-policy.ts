import { defineSeed, type Mock } from "../../../src/index.ts";
import { asEnvironment, orgId, signedIn, type Answer, type Api } from "../../api.ts";

export const password = "plinto-demo";

export const seed = defineSeed({
  users: {
    ada: { email: "ada@acme.test" },
    grace: { email: "grace@acme.test" },
    bob: { email: "bob@acme.test" },
    olga: { email: "olga@globex.test" },
    root: { email: "root@plinto.test", superAdmin: true },
  },
  organizations: { acme: { owner: "ada", members: { grace: "admin", bob: "member" } }, globex: { owner: "olga", members: { bob: "member" } } },
  apiKeys: {
    reader: { organization: "acme", createdBy: "ada", scopes: ["org:read", "security:read"] },
    keeper: { organization: "acme", scopes: ["org:read", "security:manage", "security:read"] },
  },
});

export type World = Mock<typeof seed>;

export const policyPath = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}/auth-policy`;

export const acmePath = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}`;

export const atAcme = (mock: Mock, person: string): Promise<Api> => signedIn(mock, person, { organization: orgId(mock, "acme") });

export const problemOf = ({ status, body }: Answer): unknown[] => [status, body?.code];

/** Sets the policy with the environment's key, which is bound by none. */
export async function setPolicy(mock: Mock, policy: object): Promise<Answer> {
  await mock.ready();
  const answer = await asEnvironment(mock).put(policyPath(mock), policy);
  if (answer.status !== 200) throw new Error(`The policy was refused: ${JSON.stringify(answer.body)}`);
  return answer;
}

export const open = {
  allowedMethods: ["password", "magic_link", "otp", "passkey", "oauth"],
  mfa: "optional",
  passkeyUserVerification: "preferred",
  rememberDevices: true,
  session: { maxAgeSeconds: null, idleSeconds: null },
  ipRanges: [],
};

/** Changes the environment of a world that is ready. */
export async function asEnvironmentReady(mock: World, patch: object): Promise<void> {
  await mock.ready();
  const answer = await asEnvironment(mock).patch("/v1/environment", patch);
  if (answer.status !== 200) throw new Error(`The environment was refused: ${JSON.stringify(answer.body)}`);
}
