import type { Mock } from "../src/index.ts";
import { defineSeed } from "../src/index.ts";
import { api, orgId, signedIn, type Answer, type Api } from "./api.ts";

/** Ada owns Acme and has no second factor, Mary has an authenticator app, Bob is a member without one. */
export const mfaSeed = defineSeed({
  users: {
    ada: { email: "ada@acme.test", name: "Ada Lovelace" },
    mary: { email: "mary@acme.test", name: "Mary Jackson", mfa: true },
    bob: { email: "bob@acme.test", name: "Bob Kahn" },
  },
  organizations: { acme: { owner: "ada", members: { mary: "admin", bob: "member" } }, globex: { owner: "bob", members: { mary: "member" } } },
});

/** Signs in by the seed's password, as far as that goes. */
export function passwordOf(mock: Mock, person: string, more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const { email, password } = mock.seed.users[person]!;
  return api(mock).post("/v1/auth/sign-in", { email, password, ...more }, headers);
}

/** The calls of a sign-in that waits for a second factor. */
export async function pendingSignIn(mock: Mock, person: string, more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Api> {
  const { body } = await passwordOf(mock, person, more, headers);
  if (typeof body.pendingToken !== "string") throw new Error(`${person} does not wait for anything: ${JSON.stringify(body)}`);
  return api(mock, { as: body.pendingToken as string, headers });
}

/** A person whose session has proved two factors. */
export async function signedInWithMfa(mock: Mock, person: string, more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Api> {
  const pending = await pendingSignIn(mock, person, more, headers);
  const { body } = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp(person) } });
  if (body.status !== "complete") throw new Error(`${person} could not sign in: ${JSON.stringify(body)}`);
  return api(mock, { as: body.session.accessToken as string, headers });
}

/** Sets up an authenticator app for a caller and returns what the activation answered. */
export async function setUpApp(mock: Mock, caller: Api, person: string): Promise<Answer> {
  const { body } = await caller.post("/v1/mfa/totp");
  return caller.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code: mock.totp(person) });
}

/** Makes an organization require a second factor; its owner sets one up first. */
export async function requireMfa(mock: Mock, organization: string, owner: string, more: object = {}): Promise<Api> {
  const api = await signedIn(mock, owner, { organization: orgId(mock, organization) });
  await setUpApp(mock, api, owner);
  const { status, body } = await api.put(`/v1/organizations/${orgId(mock, organization)}/auth-policy`, { mfa: "required", ...more });
  if (status !== 200) throw new Error(`The policy was refused: ${JSON.stringify(body)}`);
  return api;
}

/** A code that is wrong now and at the times beside it. */
export function wrongCode(mock: Mock, person: string): string {
  const right = mock.totp(person);
  const other = String((Number(right) + 500_000) % 1_000_000).padStart(6, "0");
  return other === right ? "000000" : other;
}
