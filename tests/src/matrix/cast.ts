import { createMock, defineSeed, type Mock } from "@plinto/mock";
import { graphql } from "@plinto/mock/graphql";
import type { ApiKeyWithSecret, IssuedSession, Permission } from "@plinto/spec";
import type { Caller, Target } from "./callers.ts";
import { ownersPermissions } from "./permissions.ts";
import { World } from "./world.ts";

/** Somebody of the cast, signed in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  /** None in a session of an impersonator. */
  readonly refreshToken: string | undefined;
  readonly sessionId: string;
  readonly deviceId: string;
}

/** A caller with the credential in hand, and the person behind it where there is one. */
export interface CallerInHand {
  readonly name: Caller;
  readonly credential: string | null;
  readonly person: Person | undefined;
}

const people = {
  ada: { email: "ada@acme.test", name: "Ada" },
  otto: { email: "otto@acme.test", name: "Otto", managedBy: "acme" },
  grace: { email: "grace@acme.test", name: "Grace" },
  bob: { email: "bob@acme.test", name: "Bob" },
  vera: { email: "vera@acme.test", name: "Vera" },
  mia: { email: "mia@acme.test", name: "Mia", managedBy: "acme" },
  sam: { email: "sam@acme.test", name: "Sam" },
  gil: { email: "gil@acme.test", name: "Gil" },
  hal: { email: "hal@acme.test", name: "Hal" },
  dora: { email: "dora@acme.test", name: "Dora" },
  sue: { email: "sue@plinto.test", name: "Sue" },
  sid: { email: "sid@plinto.test", name: "Sid" },
  olga: { email: "olga@globex.test", name: "Olga" },
  root: { email: "root@plinto.test", name: "Root", superAdmin: true },
  rex: { email: "rex@plinto.test", name: "Rex", superAdmin: true },
  nina: { email: "nina@plinto.test", name: "Nina" },
  una: { email: "una@plinto.test", name: "Una", emailVerified: false },
  tom: { email: "tom@plinto.test", name: "Tom", mfa: true },
  eli: { email: "eli@strict.test", name: "Eli" },
} as const;

/**
 * Who is not signed in: Nina has never been, Una's address is not verified, Tom is asked for his second factor, and Eli is
 * led to set one up by the organization that he signs in to.
 */
const notSignedIn = ["nina", "una", "tom", "eli"] as const;
type NotSignedIn = (typeof notSignedIn)[number];
type SignedIn = Exclude<keyof typeof people, NotSignedIn>;
type Account = Pick<Person, "id" | "email" | "password">;
/** Tom has an authenticator app. */
type AccountWithApp = Account & { readonly recoveryCodes: readonly string[] };

/** Who stands behind a caller, and about whom a call is. */
const behind = {
  owner: "ada",
  admin: "grace",
  member: "bob",
  viewer: "vera",
  granted: "gil",
  withheld: "hal",
  suspended: "sam",
  stranger: "sid",
  outsider: "olga",
  superAdmin: "root",
} as const;
const subject: Readonly<Partial<Record<Target, SignedIn>>> = { shared: "sue", ruler: "otto", outside: "sid", root: "rex" };

/** A world with everybody in it, before anything is prepared for an operation. */
export interface Cast {
  readonly world: World;
  readonly acme: string;
  readonly globex: string;
  /** An organization that requires a second factor. */
  readonly strict: string;
  readonly people: Readonly<Record<SignedIn, Person> & Record<NotSignedIn, Account> & { readonly tom: AccountWithApp }>;
  /** The caller for an operation that asks for this permission. */
  caller(name: Caller, permission: Permission | null): CallerInHand;
  /** The person whom a call is about, if about any; the caller where she herself is meant. */
  subject(target: Target, caller: CallerInHand): Person;
}

/** Signs everybody in. Takes the world through some minutes, so that there are credentials that have expired. */
export async function assembleCast(): Promise<Cast> {
  const mock = createMock({ clock: "virtual", seed: acmeAndGlobex, graphql });
  const { users, organizations, apiKeys } = mock.seed;
  await mock.ready();
  const world = new World(mock);
  const acme = organizations.acme.id;
  const globex = organizations.globex.id;
  const signIn = async (name: SignedIn): Promise<Person> => {
    const { id, email, password } = users[name];
    const result = await world.ask("signIn", { email, password }, { as: null });
    if (result.status !== "complete") throw new Error(`${name} could not sign in: ${result.status}`);
    const { accessToken, refreshToken, id: sessionId, deviceId } = result.session;
    return { id, email, password, accessToken, refreshToken, sessionId, deviceId: deviceId! };
  };
  const beginSignIn = async (name: NotSignedIn = "una", organizationId?: string): Promise<string> => {
    const { email, password } = users[name];
    const result = await world.ask("signIn", { email, password, ...(organizationId === undefined ? {} : { organizationId }) }, { as: null });
    return "pendingToken" in result ? result.pendingToken : unexpected(result.status);
  };
  await world.ask("setAuthPolicy", { orgId: organizations.strict.id, mfa: "required" });

  const expired = await signIn("bob");
  const expiredPending = await beginSignIn();
  const longAgo = { ada: await signIn("ada"), root: await signIn("root") };
  const keyOf = async (creator: Person, expiresInSeconds?: number): Promise<ApiKeyWithSecret> =>
    world.ask(
      "createApiKey",
      { orgId: acme, name: "Matrix", scopes: [...ownersPermissions], ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }) },
      { as: creator.accessToken },
    );
  const expiredKey = await keyOf(longAgo.ada, 600);
  const revokedKey = await keyOf(longAgo.ada);
  await world.ask("deleteApiKey", { orgId: acme, keyId: revokedKey.id }, { as: longAgo.ada.accessToken });
  const demotedKey = await keyOf(await signIn("dora"));
  const orphanedKey = await keyOf(await signIn("sam"));
  await world.ask("updateMember", { orgId: acme, userId: users.dora.id, role: "viewer" });
  await world.ask("updateMember", { orgId: acme, userId: users.sam.id, role: "member" });
  await mock.clock.advance("11m");
  const renew = (session: Person): Promise<IssuedSession> => world.ask("refreshSession", { refreshToken: session.refreshToken! }, { as: null });
  const revoked = await signIn("bob");
  await world.ask("signOut", {}, { as: revoked.accessToken });
  const elsewhere = await foreignWorld(mock);
  await world.ask("suspendMember", { orgId: acme, userId: users.sam.id });
  const names = Object.keys(people).filter((name): name is SignedIn => !(notSignedIn as readonly string[]).includes(name));
  const signedIn = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await signIn(name)] as const))) as Record<SignedIn, Person>;
  const impersonation = await world.ask("impersonateUser", { userId: users.ada.id, reason: "the matrix" }, { as: signedIn.root.accessToken });
  const acting = { ...signedIn.ada, accessToken: impersonation.accessToken, refreshToken: undefined, sessionId: impersonation.id };
  const staleOf = async (name: keyof typeof longAgo): Promise<Person> => {
    const { accessToken, refreshToken, id } = await renew(longAgo[name]);
    return { ...signedIn[name], accessToken, refreshToken, sessionId: id };
  };
  const otherSessions = { acting, stale: await staleOf("ada"), staleAdmin: await staleOf("root") };
  const pending = await beginSignIn();

  const credentials: Readonly<Record<Exclude<Caller, keyof typeof behind | keyof typeof otherSessions | "key" | "narrowKey">, string | null>> = {
    nobody: null,
    malformedToken: "not-a-token",
    forgedToken: forged(signedIn.ada.accessToken, signedIn.bob.accessToken),
    unknownToken: elsewhere.accessToken,
    expiredToken: expired.accessToken,
    revokedToken: revoked.accessToken,
    malformedKey: "sk_test_not-a-key",
    unknownKey: elsewhere.secretKey,
    expiredKey: expiredKey.secret,
    revokedKey: revokedKey.secret,
    publishableKey: mock.keys.publishableKey,
    unknownPending: `${pending.slice(0, -4)}${pending.endsWith("0000") ? "1111" : "0000"}`,
    expiredPending,
    environment: mock.keys.secretKey,
    foreignKey: apiKeys.foreign.secret,
    demotedKey: demotedKey.secret,
    orphanedKey: orphanedKey.secret,
    pending,
    pendingMfa: await beginSignIn("tom"),
    pendingEnrollment: await beginSignIn("eli", organizations.strict.id),
  };
  return {
    world,
    acme,
    globex,
    strict: organizations.strict.id,
    people: { ...signedIn, nina: users.nina, una: users.una, tom: users.tom, eli: users.eli },
    caller(name, permission) {
      const keysOf = apiKeys as Readonly<Record<string, { readonly secret: string }>>;
      if (name === "key") return { name, credential: keysOf[permission ?? "every"]!.secret, person: undefined };
      if (name === "narrowKey") return { name, credential: keysOf[permission === null ? "none" : `not ${permission}`]!.secret, person: undefined };
      const person =
        name in otherSessions ? otherSessions[name as keyof typeof otherSessions] : name in behind ? signedIn[behind[name as keyof typeof behind]] : undefined;
      if (person) return { name, credential: person.accessToken, person };
      return { name, credential: credentials[name as keyof typeof credentials], person: undefined };
    },
    subject: (target, caller) => (target === "herself" ? (caller.person ?? signedIn.mia) : signedIn[subject[target] ?? "mia"]),
  };
}

const apiKey = { organization: "acme", createdBy: "ada" } as const;

const acmeAndGlobex = defineSeed({
  users: people,
  organizations: {
    acme: {
      owner: "ada",
      members: {
        otto: "owner",
        grace: "admin",
        bob: "member",
        vera: "viewer",
        mia: "member",
        gil: "member",
        hal: "member",
        dora: "owner",
        sam: "owner",
        sue: "member",
      },
    },
    globex: { owner: "olga", members: { sue: "member" } },
    strict: { owner: "tom", members: { eli: "member" } },
  },
  apiKeys: {
    every: { ...apiKey, scopes: ownersPermissions },
    none: { ...apiKey, scopes: [] },
    foreign: { organization: "globex", createdBy: "olga", scopes: ownersPermissions },
    ...Object.fromEntries(ownersPermissions.map((permission) => [permission, { ...apiKey, scopes: [permission] }])),
    ...Object.fromEntries(
      ownersPermissions.map((permission) => [`not ${permission}`, { ...apiKey, scopes: ownersPermissions.filter((other) => other !== permission) }]),
    ),
  },
});

/** A token and a key that are good in another environment. */
async function foreignWorld(mock: Mock): Promise<{ accessToken: string; secretKey: string }> {
  const world = mock.world("elsewhere");
  await world.ready();
  const { email, password } = world.seed.users["ada"]!;
  const result = await new World(world).ask("signIn", { email, password }, { as: null });
  return result.status === "complete" ? { accessToken: result.session.accessToken, secretKey: world.keys.secretKey } : unexpected(result.status);
}

/** The claims of one token under the signature of another. */
function forged(claims: string, signature: string): string {
  return [...claims.split(".").slice(0, 2), signature.split(".")[2]].join(".");
}

function unexpected(what: string): never {
  throw new Error(`The cast does not expect ${what} here`);
}
