import type { ProviderName } from "../domain/oauth/providers.ts";
import { emailKey } from "../domain/users/user.ts";
import { ok } from "../kernel/transaction.ts";
import { MockError } from "../mock-error.ts";
import { pathOf, type Reply } from "../pipeline/exchange.ts";
import type { MockTransaction } from "../schema.ts";
import { isEmailAddress } from "../validation/formats.ts";
import type { HostedWorld } from "../world-host.ts";
import { accountOf, openAccount, peopleAt, type ProviderPerson } from "./account.ts";
import { requestParameters } from "./authorize-request.ts";
import { clientAt, type RegisteredClient } from "./client.ts";
import { addressesOf, providerOf, type Provider } from "./provider.ts";
import { setState } from "./state.ts";
import type { ProviderAccountRow, ProviderFailure } from "./table.ts";

/** A person at a provider. */
export interface PersonAtProvider {
  /** What the provider calls the account. Null for somebody of this world who has not been there yet. */
  readonly subject: string | null;
  readonly email: string | null;
  /** Whether the provider vouches for the address. */
  readonly emailVerified: boolean;
  readonly name: string | null;
}

/** Somebody to make known at a provider. */
export interface NewPersonAtProvider {
  readonly email: string;
  /** True when absent. */
  readonly emailVerified?: boolean;
  /** None when absent. */
  readonly name?: string;
}

/** What the environment is at a provider: for an OAuth client of your own. */
export interface ClientAtProvider extends RegisteredClient {
  /** The issuer of ID tokens; null for GitHub, which makes none. */
  readonly issuer: string | null;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Where the profile is. */
  readonly profileUrl: string;
}

/**
 * Google, GitHub and Microsoft as this world has them. Their pages are real ones; here a program does what a person does
 * there, and what a person cannot. People are named as in the seed, or by their address at the provider.
 */
export interface Providers {
  /** What the environment is registered as. */
  client(provider: ProviderName): ClientAtProvider;
  /** Who can sign in there: its accounts, and the people of the world. */
  people(provider: ProviderName): readonly PersonAtProvider[];
  /**
   * Makes somebody known, or changes what the provider says of her.
   *
   * @throws MockError `option_invalid`
   * @example
   * await mock.providers.add("google", { email: "bob@acme.test", emailVerified: false });
   */
  add(provider: ProviderName, person: NewPersonAtProvider): Promise<PersonAtProvider>;
  /**
   * Does what a person does at the page: signs in and consents. Answers where the application is called back.
   *
   * @param url what `oauth.start` or `identities.link` answered
   * @throws MockError `option_invalid` for another address, `persona_unknown` for somebody whom nobody knows
   * @example
   * const { url } = await plinto.oauth.start({ provider: "google", redirectTo, codeChallenge });
   * const back = new URL(await mock.providers.approve(url, "ada"));
   * await plinto.oauth.exchange({ ticket: back.searchParams.get("ticket")!, codeVerifier });
   */
  approve(url: string, person: string): Promise<string>;
  /**
   * Cancels at the page, or lets it answer with an error of OAuth. Answers where the application is called back.
   *
   * @throws MockError `option_invalid`
   */
  cancel(url: string, error?: string): Promise<string>;
  /** Somebody is signed in there from now on: its page comes straight back, once she has consented. */
  signIn(provider: ProviderName, person: string): Promise<void>;
  /** Nobody is signed in there any more: its page asks. */
  signOut(provider: ProviderName): Promise<void>;
  /**
   * Lets the provider fail when its code is exchanged, until `recover` or so many times.
   *
   * @param failure `silence` and `unreachable` are no answer at all; the others are answers that must not be believed
   * @throws MockError `option_invalid` for a failure that GitHub cannot have, since it makes no ID tokens
   * @example
   * await mock.providers.fail("google", "wrong_nonce", { times: 1 });
   */
  fail(provider: ProviderName, failure: ProviderFailure, options?: { readonly times?: number }): Promise<void>;
  /** Ends what `fail` began. */
  recover(provider: ProviderName): Promise<void>;
}

/** The failures of a provider, and whether every provider can have them. */
const failures: Readonly<Record<ProviderFailure, "any" | "openid">> = {
  silence: "any",
  unreachable: "any",
  server_error: "any",
  invalid_grant: "any",
  forged_signature: "openid",
  wrong_issuer: "openid",
  wrong_audience: "openid",
  wrong_nonce: "openid",
  other_person: "openid",
};

/** Every way in which a provider can be made to fail. */
export const providerFailures: readonly ProviderFailure[] = Object.keys(failures) as ProviderFailure[];

/** The providers of a world, to be steered. */
export function steerProviders(hosted: HostedWorld, baseUrl: () => string): Providers {
  const { world } = hosted;
  const known = (name: ProviderName): Provider => {
    const provider = typeof name === "string" ? providerOf(name) : undefined;
    if (!provider) throw new MockError("option_invalid", "There is no such provider. There are google, github and microsoft.");
    return provider;
  };
  const environment = () => world.read.environments.all().first()!;
  const change = async <Value>(work: (tx: MockTransaction) => Value): Promise<Value> => {
    await hosted.ready;
    return (await world.transact({ operationId: "steerProvider", requestId: "", actor: null }, (tx) => ok(work(tx)))).value;
  };
  const openNamed = (tx: MockTransaction, provider: ProviderName, person: string): ProviderAccountRow => {
    const users = hosted.handles.users as Readonly<Record<string, { readonly id: string }>>;
    const strangers = hosted.handles.providerPeople as Readonly<Record<string, { readonly email: string }>>;
    const email = Object.hasOwn(strangers, person) ? strangers[person]!.email : person;
    const account = Object.hasOwn(users, person)
      ? accountOfUser(tx, provider, users[person]!.id)
      : (tx.providerAccounts.find("email", [provider, emailKey(email)]) ?? accountOf(tx, provider, person));
    if (!account)
      throw new MockError(
        "persona_unknown",
        `Nobody at ${provider} is called ${JSON.stringify(person)}. Use a name of the seed, or add the address with mock.providers.add.`,
      );
    return account;
  };
  const call = (method: string, url: string, body?: string): Promise<Reply> => {
    const { pathname, search } = new URL(url);
    const exchange = { method, path: pathname.slice(pathOf(baseUrl()).length), search, header: headerOf(body), text: () => body ?? "", address: null };
    return pathname.includes("/__providers/") ? hosted.providers.handle(exchange) : hosted.backend.handle(exchange);
  };
  const pageOf = (url: string): { readonly provider: Provider; readonly action: string; readonly parameters: URLSearchParams } => {
    const [address = "", query = ""] = url.split("?");
    const provider = (["google", "github", "microsoft"] as const).map(known).find((one) => addressesOf(one, environment(), baseUrl()).authorize === address);
    if (!provider)
      throw new MockError("option_invalid", "This is no page of a provider of this world. Pass the url that oauth.start or identities.link answered.");
    const parameters = new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => requestParameters.includes(name)));
    return { provider, action: address, parameters };
  };
  const decide = async ({ action, parameters }: ReturnType<typeof pageOf>, deed: Readonly<Record<string, string>>): Promise<string> => {
    const form = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(deed)) form.set(name, value);
    const { status, headers } = await call("POST", action, form.toString());
    const callback = headers["location"];
    if (callback === undefined)
      throw new MockError("option_invalid", `The provider does not send anybody back (${status}). Open the address in a browser to see why.`);
    if (!callback.startsWith(`${baseUrl()}/v1/oauth/`)) return callback;
    const back = await call("GET", callback);
    if (back.headers["location"] === undefined) throw new MockError("option_invalid", "This sign-in is not under way any more. Begin a new one.");
    return back.headers["location"];
  };

  return {
    client(name) {
      const provider = known(name);
      const { issuer, authorize, token, profile } = addressesOf(provider, environment(), baseUrl());
      return { ...clientAt(provider, environment(), baseUrl(), world.derive), issuer, authorizeUrl: authorize, tokenUrl: token, profileUrl: profile };
    },
    people: (name) => peopleAt(world.read, known(name).name).map((person) => told(person, world.read.providerAccounts.get(person.key)?.subject ?? null)),
    async add(name, person) {
      const provider = known(name);
      if (typeof person?.email !== "string" || !isEmailAddress(person.email))
        throw new MockError("option_invalid", "A person at a provider needs an e-mail address.");
      const account = await change((tx) => openAccount(tx, provider.name, person));
      return told(account, account.subject);
    },
    async approve(url, person) {
      const page = pageOf(url);
      const account = await change((tx) => openNamed(tx, page.provider.name, person));
      return decide(page, { account: account.id, decision: "allow" });
    },
    cancel: async (url, error) => decide(pageOf(url), error === undefined ? { decision: "cancel" } : { decision: "error", error }),
    async signIn(name, person) {
      const { name: provider } = known(name);
      await change((tx) => setState(tx, provider, { signedInAs: openNamed(tx, provider, person).id }));
    },
    async signOut(name) {
      const { name: provider } = known(name);
      await change((tx) => setState(tx, provider, { signedInAs: null }));
    },
    async fail(name, failure, { times } = {}) {
      const provider = known(name);
      if (!Object.hasOwn(failures, failure)) throw new MockError("option_invalid", `A provider fails by one of ${providerFailures.join(", ")}.`);
      if (failures[failure] === "openid" && provider.issuer === null)
        throw new MockError("option_invalid", `${provider.label} makes no ID tokens, so it cannot fail by ${failure}.`);
      if (times !== undefined && !(Number.isSafeInteger(times) && times >= 1))
        throw new MockError("option_invalid", "The option times must be a whole number from 1.");
      await change((tx) => setState(tx, provider.name, { failure, failuresLeft: times ?? null }));
    },
    async recover(name) {
      const { name: provider } = known(name);
      await change((tx) => setState(tx, provider, { failure: null, failuresLeft: null }));
    },
  };
}

/** The account of somebody of the world: the one that is linked, else that of her address. */
function accountOfUser(tx: MockTransaction, provider: ProviderName, userId: string): ProviderAccountRow | undefined {
  const linked = tx.identities
    .scan("byUser", [userId])
    .toArray()
    .find((identity) => identity.provider === provider);
  const account = linked && tx.providerAccounts.find("subject", [provider, linked.subject]);
  if (account) return account;
  const user = tx.users.get(userId);
  return user && (tx.providerAccounts.find("email", [provider, user.emailKey]) ?? accountOf(tx, provider, userId));
}

function told({ email, emailVerified, name }: Omit<ProviderPerson, "key">, subject: string | null): PersonAtProvider {
  return { subject, email, emailVerified, name };
}

function headerOf(body: string | undefined): (name: string) => string | null {
  const headers: Readonly<Record<string, string>> = {
    accept: "text/html",
    ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
  };
  return (name) => (Object.hasOwn(headers, name) ? headers[name]! : null);
}
