import type { MockApi } from "../mock-api.ts";

/** Where an event is caused: a mock and one of its organizations. */
export interface Scene {
  readonly mock: MockApi;
  readonly orgId: string;
  /** The path of the organization. */
  readonly path: string;
  /** A word that was not used before. */
  readonly word: string;
}

interface Made {
  readonly id: string;
}

export interface Joined {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
}

/** Somebody who is signed in. */
export interface Session extends Joined {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const password = "trigger horse battery staple";

/** A new user who is nowhere a member. */
export async function newUser({ mock, word }: Scene): Promise<Joined> {
  const email = `${word}@plinto.test`;
  const { id } = await mock.call<Made>("POST", "/v1/users", { email, password, emailVerified: true });
  return { userId: id, email, password };
}

/** Signs in somebody, who is new when absent. */
export async function session(scene: Scene, person?: Joined): Promise<Session> {
  const joined = person ?? (await newUser(scene));
  const credentials = { email: joined.email, password: joined.password };
  const answer = await scene.mock.call<{ session: Pick<Session, "accessToken" | "refreshToken"> }>("POST", "/v1/auth/sign-in", credentials, { as: null });
  return { ...joined, accessToken: answer.session.accessToken, refreshToken: answer.session.refreshToken };
}

/** An organization of somebody new. */
export async function newOrganization(scene: Scene): Promise<{ readonly id: string; readonly path: string; readonly owner: Joined }> {
  const owner = await newUser(scene);
  const { id } = await scene.mock.call<Made>("POST", "/v1/organizations", { name: scene.word, ownerUserId: owner.userId });
  return { id, path: `/v1/organizations/${id}`, owner };
}

/** An invitation of somebody new, with the token that was sent. */
export async function invite({ mock, orgId, word }: Scene): Promise<{ readonly id: string; readonly email: string; readonly token: string }> {
  const email = `${word}@plinto.test`;
  const { id } = await mock.call<Made>("POST", "/v1/invitations", { email, role: "member" }, { organization: orgId });
  const { token } = await mock.mailTo(email, "invitation");
  return { id, email, token: token! };
}

/** Somebody new joins by an invitation. */
export async function join(scene: Scene): Promise<Joined> {
  const { email, token } = await invite(scene);
  const { user } = await scene.mock.call<{ user: Made }>("POST", "/v1/auth/sign-up", { email, password, invitationToken: token }, { as: null });
  return { userId: user.id, email, password };
}

export async function newTeam({ mock, path, word }: Scene): Promise<string> {
  return `${path}/teams/${(await mock.call<Made>("POST", `${path}/teams`, { name: word })).id}`;
}

export async function newRole({ mock, orgId, word }: Scene): Promise<string> {
  const { id } = await mock.call<Made>("POST", "/v1/policies/roles", { name: word, permissions: ["org:read"] }, { organization: orgId });
  return `/v1/policies/roles/${id}`;
}

export async function newKey({ mock, path, word }: Scene): Promise<string> {
  return `${path}/api-keys/${(await mock.call<Made>("POST", `${path}/api-keys`, { name: word, scopes: ["org:read"] })).id}`;
}

/** A policy that denies nobody anything. */
export async function newPolicy({ mock, orgId, word }: Scene): Promise<string> {
  const document = { effect: "deny", actions: ["documents:shred"], resources: ["*"], subjects: ["user:nobody"] };
  const { id } = await mock.call<Made>("POST", "/v1/policies", { name: word, document }, { organization: orgId });
  return `/v1/policies/${id}`;
}

/** An endpoint at an address that nobody has. */
export async function newWebhook({ mock, path, word }: Scene): Promise<string> {
  const body = { url: `https://${word}.test/`, events: ["webhook.test"] };
  return `${path}/webhooks/${(await mock.call<Made>("POST", `${path}/webhooks`, body)).id}`;
}
