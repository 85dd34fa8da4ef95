import { createMock, defineSeed, type Mock } from "@plinto/mock";
import type { Permission } from "@plinto/spec";
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
  sue: { email: "sue@plinto.test", name: "Sue" },
  sid: { email: "sid@plinto.test", name: "Sid" },
  olga: { email: "olga@globex.test", name: "Olga" },
  root: { email: "root@plinto.test", name: "Root", superAdmin: true },
  rex: { email: "rex@plinto.test", name: "Rex", superAdmin: true },
  nina: { email: "nina@plinto.test", name: "Nina" },
  una: { email: "una@plinto.test", name: "Una", emailVerified: false },
} as const;

/** Who is signed in from the beginning. Nina has never signed in, and Una's address is not verified. */
type SignedIn = Exclude<keyof typeof people, "nina" | "una">;
type Account = Pick<Person, "id" | "email" | "password">;

/** Who stands behind a caller, and about whom a call is. */
const behind = {
  owner: "ada",
  admin: "grace",
  member: "bob",
  viewer: "vera",
  suspended: "sam",
  stranger: "sid",
  outsider: "olga",
  superAdmin: "root",
} as const;
const subject: Readonly<Record<Exclude<Target, "herself">, SignedIn>> = { usual: "mia", shared: "sue", ruler: "otto", outside: "sid", root: "rex" };

/** A world with everybody in it, before anything is prepared for an operation. */
export interface Cast {
  readonly world: World;
  readonly acme: string;
  readonly globex: string;
  readonly people: Readonly<Record<SignedIn, Person> & Record<"nina" | "una", Account>>;
  /** The caller for an operation that asks organization keys for this permission. */
  caller(name: Caller, permission: Permission | null): CallerInHand;
  /** The person whom a call is about; the caller where she herself is meant. */
  subject(target: Target, caller: CallerInHand): Person;
}

/** Signs everybody in. Takes the world through some minutes, so that there are credentials that have expired. */
export async function assembleCast(): Promise<Cast> {
  const mock = createMock({ clock: "virtual", seed: acmeAndGlobex });
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
  const beginSignIn = async (): Promise<string> => {
    const { email, password } = users.una;
    const result = await world.ask("signIn", { email, password }, { as: null });
    return result.status === "email_verification_required" ? result.pendingToken : unexpected(result.status);
  };

  const expired = await signIn("bob");
  const expiredPending = await beginSignIn();
  const longAgo = await signIn("ada");
  await mock.clock.advance("11m");
  const renewed = await world.ask("refreshSession", { refreshToken: longAgo.refreshToken! }, { as: null });
  const revoked = await signIn("bob");
  await world.ask("signOut", {}, { as: revoked.accessToken });
  const elsewhere = await foreignWorld(mock);
  await world.ask("suspendMember", { orgId: acme, userId: users.sam.id });
  const names = Object.keys(people).filter((name): name is SignedIn => name !== "nina" && name !== "una");
  const signedIn = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await signIn(name)] as const))) as Record<SignedIn, Person>;
  const impersonation = await world.ask("impersonateUser", { userId: users.ada.id, reason: "the matrix" }, { as: signedIn.root.accessToken });
  const acting = { ...signedIn.ada, accessToken: impersonation.accessToken, refreshToken: undefined, sessionId: impersonation.id };
  const stale = { ...signedIn.ada, accessToken: renewed.accessToken, refreshToken: renewed.refreshToken, sessionId: renewed.id };
  const pending = await beginSignIn();

  const credentials: Readonly<Record<Exclude<Caller, keyof typeof behind | "key" | "narrowKey" | "acting" | "stale">, string | null>> = {
    nobody: null,
    malformedToken: "not-a-token",
    forgedToken: forged(signedIn.ada.accessToken, signedIn.bob.accessToken),
    unknownToken: elsewhere.accessToken,
    expiredToken: expired.accessToken,
    revokedToken: revoked.accessToken,
    malformedKey: "sk_test_not-a-key",
    unknownKey: elsewhere.secretKey,
    expiredKey: apiKeys.expired.secret,
    revokedKey: apiKeys.revoked.secret,
    publishableKey: mock.keys.publishableKey,
    unknownPending: `${pending.slice(0, -4)}${pending.endsWith("0000") ? "1111" : "0000"}`,
    expiredPending,
    environment: mock.keys.secretKey,
    foreignKey: apiKeys.foreign.secret,
    pending,
  };
  return {
    world,
    acme,
    globex,
    people: { ...signedIn, nina: users.nina, una: users.una },
    caller(name, permission) {
      const keysOf = apiKeys as Readonly<Record<string, { readonly secret: string }>>;
      if (name === "key") return { name, credential: keysOf[permission ?? "every"]!.secret, person: undefined };
      if (name === "narrowKey") return { name, credential: keysOf[permission === null ? "none" : `not ${permission}`]!.secret, person: undefined };
      if (name === "acting" || name === "stale") return { name, credential: { acting, stale }[name].accessToken, person: { acting, stale }[name] };
      if (name in behind) {
        const person = signedIn[behind[name as keyof typeof behind]];
        return { name, credential: person.accessToken, person };
      }
      return { name, credential: credentials[name as keyof typeof credentials], person: undefined };
    },
    subject: (target, caller) => (target === "herself" ? (caller.person ?? unexpected(caller.name)) : signedIn[subject[target]]),
  };
}

const apiKey = { organization: "acme", createdBy: "ada" } as const;

const acmeAndGlobex = defineSeed({
  users: people,
  organizations: {
    acme: { owner: "ada", members: { otto: "owner", grace: "admin", bob: "member", vera: "viewer", mia: "member", sam: "member", sue: "member" } },
    globex: { owner: "olga", members: { sue: "member" } },
  },
  apiKeys: {
    every: { ...apiKey, scopes: ownersPermissions },
    none: { ...apiKey, scopes: [] },
    expired: { ...apiKey, scopes: ownersPermissions, expiresAt: "2030-01-01T00:01:00.000Z" },
    revoked: { ...apiKey, scopes: ownersPermissions, revokedAt: "2030-01-01T00:01:00.000Z" },
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
