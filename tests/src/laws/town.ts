import { createMock, defineSeed, type Mock } from "@plinto/mock";

const everythingAnAdminMay = ["org:read", "org:update", "members:read", "members:invite", "members:manage", "invitations:read", "users:read", "email:read"];

/**
 * Two organizations, Harbour and Meadow. Nobody's name or address says where they belong, so that a name in an answer
 * is a leak and not a coincidence. Bob, Dee and Max are in both; Harbour manages Max's account.
 */
const townSeed = defineSeed({
  users: {
    ada: { email: "ada@people.test", name: "Ada Thornbury" },
    grace: { email: "grace@people.test", name: "Grace Wexcombe" },
    vera: { email: "vera@people.test", name: "Vera Lindqvist" },
    bob: { email: "bob@people.test", name: "Bob Marchetti" },
    dee: { email: "dee@people.test", name: "Dee Okonkwo" },
    max: { email: "max@people.test", name: "Max Haverford", managedBy: "harbour" },
    olga: { email: "olga@people.test", name: "Olga Petrosyan" },
    gus: { email: "gus@people.test", name: "Gus Vandermeer" },
    ivy: { email: "ivy@people.test", name: "Ivy Castellane" },
    nora: { email: "nora@people.test", name: "Nora Fairweather" },
    root: { email: "root@people.test", name: "Root Blackwood", superAdmin: true },
  },
  organizations: {
    harbour: {
      name: "Harbour Quartz",
      slug: "harbour-quartz",
      owner: "ada",
      members: { grace: "admin", dee: "admin", bob: "member", max: "member", vera: "viewer" },
    },
    meadow: {
      name: "Meadow Cobalt",
      slug: "meadow-cobalt",
      owner: "olga",
      members: { gus: "admin", max: "owner", bob: "member", ivy: "member", dee: "viewer" },
    },
  },
  apiKeys: {
    harbourKey: { organization: "harbour", createdBy: "grace", scopes: everythingAnAdminMay },
    meadowKey: { organization: "meadow", createdBy: "gus", scopes: everythingAnAdminMay },
  },
});

const password = "plinto-demo";

/** Addresses that have no account at first; whoever is invited there may make one. */
const newcomers: Readonly<Record<string, string>> = { newt: "newt@people.test", nell: "nell@people.test" };

/** People who can call as themselves. */
export const people: readonly string[] = [...Object.keys(townSeed.users), ...Object.keys(newcomers)];

/** People who rule nothing but what their organizations give them. */
export const ordinaryPeople: readonly string[] = people.filter((name) => name !== "root");

export const organizationKeys: readonly string[] = Object.keys(townSeed.apiKeys);

/** Everybody who can call: people, keys, and nobody. */
export const everybody: readonly string[] = [...people, ...organizationKeys, "environment", "anonymous"];

/** The addresses that invitations go to. */
export const addresses: readonly string[] = [
  ...Object.values(townSeed.users).map((user) => user.email),
  ...Object.values(newcomers),
  "stranger@elsewhere.test",
  "second@elsewhere.test",
];

/** A request, and who makes it. */
export interface Call {
  readonly operation: string;
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  /** The header `Plinto-Organization`. */
  readonly organization?: string;
  readonly idempotencyKey?: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  /** The code of a refusal. */
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // What an answer holds is what the laws are about.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A world with the two organizations and everybody's credentials. Everything happens through `mock.fetch`. */
export class Town {
  readonly mock: Mock<typeof townSeed>;
  readonly #tokens: Map<string, { readonly token: string; readonly at: number }>;

  private constructor(mock: Mock<typeof townSeed>, tokens: ReadonlyMap<string, { readonly token: string; readonly at: number }>) {
    this.mock = mock;
    this.#tokens = new Map(tokens);
  }

  static async open(): Promise<Town> {
    const mock = createMock({ seed: townSeed, clock: "virtual" });
    await mock.ready();
    return new Town(mock, new Map());
  }

  /** An independent town in the same state, with the same credentials. */
  fork(): Town {
    return new Town(this.mock.fork(), this.#tokens);
  }

  emailOf(caller: string): string | undefined {
    return newcomers[caller] ?? (this.mock.seed.users as Readonly<Record<string, { readonly email: string }>>)[caller]?.email;
  }

  /** What a caller has to show: a key, or the access token of a session that is made when there is none. */
  async credential(caller: string): Promise<string | undefined> {
    if (caller === "environment") return this.mock.keys.secretKey;
    const key = (this.mock.seed.apiKeys as Readonly<Record<string, { readonly secret: string }>>)[caller];
    if (key) return key.secret;
    const known = this.#tokens.get(caller);
    if (known && this.mock.clock.now() - known.at < 240_000) return known.token;
    const email = this.emailOf(caller);
    if (email === undefined) return undefined;
    const answer = await this.send({ operation: "signIn", caller: "anonymous", method: "POST", path: "/v1/auth/sign-in", body: { email, password } });
    if (answer.body?.status !== "complete") return known?.token;
    const token = answer.body.session.accessToken as string;
    this.#tokens.set(caller, { token, at: this.mock.clock.now() });
    return token;
  }

  /** Makes a call with the caller's credential, or with another one that is at hand. */
  async send(call: Call, credential?: string): Promise<Answer> {
    credential ??= await this.credential(call.caller);
    const response = await this.mock.fetch(this.mock.baseUrl + call.path, {
      method: call.method,
      headers: {
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
        ...(call.organization === undefined ? {} : { "plinto-organization": call.organization }),
        ...(call.idempotencyKey === undefined ? {} : { "idempotency-key": call.idempotencyKey }),
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    const text = await response.text();
    const body = text === "" ? undefined : (JSON.parse(text) as { code?: string });
    // A session that was ended makes one refused call, then the person signs in again.
    if (response.status === 401) this.#tokens.delete(call.caller);
    return { status: response.status, code: response.status < 400 ? undefined : body?.code, headers: Object.fromEntries(response.headers), text, body };
  }

  /** Reads as the environment, which sees everything. */
  async look(path: string, organization?: string): Promise<Answer> {
    return this.send({ operation: "look", caller: "environment", method: "GET", path, ...(organization === undefined ? {} : { organization }) });
  }
}
