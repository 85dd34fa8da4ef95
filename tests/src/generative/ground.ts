import { createMock, defineSeed } from "@plinto/mock";
import { graphql } from "@plinto/mock/graphql";
import type { PolicyDocument, WebAuthnAuthentication, WebAuthnRegistration } from "@plinto/spec";
import type { LiveIds } from "./arbitrary.ts";
import { begin, consent, linked, ticketAt, ticketFor } from "../matrix/samples/at-google.ts";
import { beginSignIn, sessionByApp } from "../matrix/samples/factors.ts";
import { World } from "../matrix/world.ts";
import { groundWebhooks, type GroundWebhooks } from "./webhooks-ground.ts";

/** A person with a session. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionId: string;
  readonly deviceId: string;
}

/** A world in which every operation can succeed, and what it takes for that. */
export interface Ground {
  readonly world: World;
  readonly acme: string;
  readonly globex: string;
  /** An organization that waits to be deleted. */
  readonly initech: string;
  readonly people: Readonly<Record<Name, Person>>;
  /** Everybody of the seed, signed in or not. */
  readonly users: Readonly<Record<keyof typeof seed.users, { readonly id: string; readonly email: string; readonly password: string }>>;
  /** An impersonation of Mia. */
  readonly acting: string;
  /** Una has signed in and has to verify her address. */
  readonly pendingToken: string;
  /** Somebody with an authenticator app, a passkey and an account at Google. */
  readonly tom: { readonly accessToken: string; readonly factorId: string; readonly passkeyId: string; readonly identityId: string };
  /** A sign-in of Tom's that waits for his second factor, its challenge, and the code that answers it. */
  readonly secondFactor: { readonly pendingToken: string; readonly challengeId: string; readonly code: string };
  /** An app of Bob's that waits for its first code. */
  readonly newApp: { readonly factorId: string; readonly code: string };
  /** What completes a passkey of Ada's, and what signs Tom in. */
  readonly newPasskey: { readonly challengeId: string; readonly credential: WebAuthnRegistration };
  readonly assertion: { readonly challengeId: string; readonly credential: WebAuthnAuthentication };
  /** What a browser brings back from Google, and what the application exchanges: to sign in, and to link an account to Ada. */
  readonly callback: { readonly state: string; readonly code: string; readonly iss: string };
  readonly ticket: string;
  readonly linkTicket: string;
  readonly invitation: { readonly id: string; readonly token: string };
  readonly teams: Readonly<Record<"engineering" | "platform" | "empty", string>>;
  readonly editor: string;
  /** A custom role that nobody has. */
  readonly spare: string;
  readonly key: { readonly id: string; readonly secret: string };
  /** A policy of two versions that binds nobody. */
  readonly policyId: string;
  readonly webhooks: GroundWebhooks;
  readonly exportId: string;
  readonly logId: string;
  readonly live: LiveIds;
}

const signedIn = ["ada", "bob", "mia", "peter", "root"] as const;
type Name = (typeof signedIn)[number];

const seed = defineSeed({
  users: {
    ada: { email: "ada@acme.test", name: "Ada" },
    otto: { email: "otto@acme.test", name: "Otto" },
    grace: { email: "grace@acme.test", name: "Grace" },
    bob: { email: "bob@acme.test", name: "Bob" },
    mia: { email: "mia@acme.test", name: "Mia", managedBy: "acme" },
    sam: { email: "sam@acme.test", name: "Sam" },
    ben: { email: "ben@acme.test", name: "Ben" },
    olga: { email: "olga@globex.test", name: "Olga" },
    peter: { email: "peter@initech.test", name: "Peter" },
    root: { email: "root@plinto.test", name: "Root", superAdmin: true },
    nina: { email: "nina@plinto.test", name: "Nina" },
    una: { email: "una@plinto.test", name: "Una", emailVerified: false },
    tom: { email: "tom@plinto.test", name: "Tom", mfa: true, passkey: true },
  },
  organizations: {
    acme: { owner: "ada", members: { otto: "owner", grace: "admin", bob: "member", mia: "member", sam: "member", ben: "member" } },
    globex: { owner: "olga", members: { bob: "member" } },
    initech: { owner: "peter" },
  },
  roles: {
    editor: { organization: "acme", permissions: ["blog:write", "blog:publish"], members: ["bob"] },
    spare: { organization: "acme", permissions: ["billing:read"] },
  },
  teams: {
    engineering: { organization: "acme", members: ["ada", "grace"] },
    platform: { organization: "acme", parent: "engineering", members: ["grace"] },
    empty: { organization: "acme" },
  },
  apiKeys: { reports: { organization: "acme", createdBy: "ada", scopes: ["org:read", "members:read", "audit:read"] } },
});

/** Makes the world: people, sessions, tokens in mails, something of every kind. */
export async function prepareGround(): Promise<Ground> {
  const mock = createMock({ clock: "virtual", graphql, seed });
  await mock.ready();
  const world = new World(mock);
  const { users, organizations, roles, teams, apiKeys } = mock.seed;
  const acme = organizations.acme.id;
  const signIn = async (name: Name): Promise<Person> => {
    const { id, email, password } = users[name];
    const result = await world.ask("signIn", { email, password, ...(name === "root" || name === "peter" ? {} : { organizationId: acme }) }, { as: null });
    if (result.status !== "complete") throw new Error(`${name} could not sign in: ${result.status}`);
    const { accessToken, refreshToken, id: sessionId, deviceId } = result.session;
    return { id, email, password, accessToken, refreshToken: refreshToken!, sessionId, deviceId: deviceId! };
  };
  await world.ask("suspendMember", { orgId: acme, userId: users.sam.id });
  await world.ask("banUser", { userId: users.ben.id });
  const people = Object.fromEntries(await Promise.all(signedIn.map(async (name) => [name, await signIn(name)] as const))) as Record<Name, Person>;
  await world.ask("deleteOrganization", { orgId: organizations.initech.id }, { as: people.peter.accessToken });
  const acting = await world.ask("impersonateUser", { userId: users.mia.id, reason: "the tests" }, { as: people.root.accessToken });
  const pending = await world.ask("signIn", { email: users.una.email, password: users.una.password }, { as: null });
  if (pending.status !== "email_verification_required") throw new Error(`Una has to verify her address, and was told ${pending.status}`);
  const { id: invitationId } = await world.ask("createInvitation", { email: "new@acme.test" }, { organization: acme });
  await world.ask("requestEmailChange", { email: "moved@acme.test" }, { as: people.mia.accessToken });
  for (const { email } of [users.mia, users.nina]) {
    await world.ask("requestPasswordReset", { email }, { as: null });
    await world.ask("sendMagicLink", { email }, { as: null });
    await world.ask("sendOtp", { email }, { as: null });
  }
  const second = await secondFactors(world, users.tom, people);
  const { id: exportId } = await world.ask("exportAuditLogs", { format: "json" }, { organization: acme });
  const document: PolicyDocument = { effect: "deny", actions: ["documents:print"], resources: ["*"], subjects: ["user:nobody"] };
  const policy = await world.ask("createPolicy", { name: "Prints", document }, { organization: acme });
  await world.ask("updatePolicy", { policyId: policy.id, name: "Printing" }, { organization: acme });
  const logs = await world.ask("listAuditLogs", {}, { organization: acme });
  return {
    world,
    acme,
    globex: organizations.globex.id,
    initech: organizations.initech.id,
    people,
    users,
    acting: acting.accessToken,
    pendingToken: pending.pendingToken,
    ...second,
    invitation: { id: invitationId, token: world.mail("new@acme.test", "invitation").token },
    teams: { engineering: teams.engineering.id, platform: teams.platform.id, empty: teams.empty.id },
    editor: roles.editor.id,
    spare: roles.spare.id,
    key: apiKeys.reports,
    policyId: policy.id,
    webhooks: await groundWebhooks(world, acme),
    exportId,
    logId: logs.data[0]!.id,
    live: await liveIdsOf(world, organizations),
  };
}

/** Everything about second factors, passkeys and accounts elsewhere. */
async function secondFactors(
  world: World,
  tom: { readonly id: string; readonly email: string; readonly password: string },
  { ada, bob }: Ground["people"],
): Promise<Pick<Ground, "tom" | "secondFactor" | "newApp" | "newPasskey" | "assertion" | "callback" | "ticket" | "linkTicket">> {
  const { mock } = world;
  const accessToken = await sessionByApp(world, tom);
  const { data: factors } = await world.ask("listMfaFactors", {}, { as: accessToken });
  const idOf = (kind: string): string => factors.find((factor) => factor.kind === kind)!.id;
  const identityId = await linked(world, accessToken, "tom@elsewhere.test");
  const pendingToken = await beginSignIn(world, tom);
  const challenge = await world.ask("createMfaChallenge", { kind: "totp" }, { as: pendingToken });
  const { factor } = await world.ask("enrollTotp", {}, { as: bob.accessToken });
  const registration = await world.ask("passkeyRegistrationOptions", {}, { as: ada.accessToken });
  const authentication = await world.ask("passkeyAuthenticationOptions", {}, { as: null });
  const { url } = await world.ask("startOAuth", begin, { as: null });
  const { state, code, iss } = Object.fromEntries(new URL(await consent(world, url, "new@elsewhere.test")).searchParams) as Record<string, string>;
  const link = await world.ask("linkIdentity", begin, { as: ada.accessToken });
  return {
    tom: { accessToken, factorId: idOf("totp"), passkeyId: idOf("passkey"), identityId },
    secondFactor: { pendingToken, challengeId: challenge.id, code: mock.totp(tom.id) },
    newApp: { factorId: factor.id, code: mock.totp(bob.id) },
    newPasskey: { challengeId: registration.challengeId, credential: await mock.passkeys.authenticator().create(registration.publicKey) },
    assertion: {
      challengeId: authentication.challengeId,
      credential: await mock.passkeys.authenticator({ passkeysOf: "tom" }).get(authentication.publicKey),
    },
    callback: { state: state!, code: code!, iss: iss! },
    ticket: await ticketFor(world, "another@elsewhere.test"),
    linkTicket: await ticketAt(world, link.url, "ada@elsewhere.test"),
  };
}

/** Every id that the lists of a world show. */
async function liveIdsOf(world: World, organizations: Readonly<Record<string, { readonly id: string }>>): Promise<LiveIds> {
  const texts = [JSON.stringify(await world.ask("listUsers", { pageSize: 100 }))];
  for (const { id: orgId } of Object.values(organizations)) {
    const options = { organization: orgId };
    const lists = await Promise.all([
      world.ask("getOrganization", { orgId }),
      world.ask("listTeams", { orgId }),
      world.ask("listApiKeys", { orgId }),
      world.ask("listOrganizationSessions", { orgId }),
      world.ask("listRoles", {}, options),
      world.ask("listPolicies", {}, options),
      world.ask("listInvitations", {}, options),
      world.ask("listAuditLogs", {}, options),
    ]);
    texts.push(JSON.stringify(lists));
  }
  return idsIn(texts.join("\n"));
}

/** The ids in a text, by their prefix. */
export function idsIn(text: string): LiveIds {
  const found = new Map<string, Set<string>>();
  for (const [id, prefix] of text.matchAll(/\b([a-z]+)_[0-9a-hjkmnp-tv-z]{26}\b/g)) found.set(prefix!, (found.get(prefix!) ?? new Set()).add(id));
  return new Map([...found].map(([prefix, ids]) => [prefix, [...ids]]));
}
