import { expectTypeOf, test } from "vitest";
import * as queries from "../src/generated/queries.ts";
import {
  type CallErrorCode,
  type Client,
  type CurrentSession,
  type ErrorsOf,
  type Facade,
  type Fetch,
  type HttpClient,
  type Locks,
  type Member,
  type OperationTree,
  type Organization,
  type OrganizationsResource,
  type Page,
  type Plinto,
  type PlintoError,
  type PlintoPagePromise,
  type PlintoPromise,
  type PlintoSession,
  type PlintoSessionStatus,
  type SafeResult,
  type Session,
  type SessionStorage,
  type TreeOf,
  call,
  callList,
  createClient,
  createPlinto,
  isPlintoError,
} from "../src/index.ts";
import { createPasskey, getPasskey } from "../src/passkeys.ts";

declare const client: Client;
declare const plinto: Plinto;
declare const error: unknown;

interface Thing {
  id: string;
}

test("a call is a promise of its result, with its errors behind safe()", () => {
  const promise = call<Thing, PlintoError<"not_found">>(client, "getThing GET /things", undefined);
  expectTypeOf(promise).toEqualTypeOf<PlintoPromise<Thing, PlintoError<"not_found">>>();
  expectTypeOf<Awaited<typeof promise>>().toEqualTypeOf<Thing>();
  expectTypeOf(promise.safe()).resolves.toEqualTypeOf<SafeResult<Thing, PlintoError<"not_found">>>();
  expectTypeOf(promise.then((thing) => thing.id)).toEqualTypeOf<Promise<string>>();
});

test("a safe result narrows by ok, its error by code", async () => {
  const result = await call<Thing, PlintoError<"not_found" | "gone">>(client, "getThing GET /things", {}).safe();
  if (result.ok) expectTypeOf(result.data).toEqualTypeOf<Thing>();
  else expectTypeOf(result.error.code).toEqualTypeOf<"not_found" | "gone">();
});

test("a list is a promise of a page and an iterable of items", () => {
  const list = callList<Thing, never>(client, "listThings GET /things list", {});
  expectTypeOf(list).toEqualTypeOf<PlintoPagePromise<Thing, never>>();
  expectTypeOf<Awaited<typeof list>>().toEqualTypeOf<Page<Thing>>();
  expectTypeOf(list.toArray({ max: 5 })).resolves.toEqualTypeOf<Thing[]>();
  expectTypeOf(list[Symbol.asyncIterator]()).toExtend<AsyncIterator<Thing>>();
  // @ts-expect-error max is mandatory
  void list.toArray({});
});

test("isPlintoError narrows, with any code", () => {
  if (isPlintoError(error)) expectTypeOf(error).toEqualTypeOf<PlintoError>();
  if (isPlintoError(error, "slug_taken")) expectTypeOf(error.code).toEqualTypeOf<"slug_taken">();
  if (isPlintoError(error, "from_the_future")) expectTypeOf(error.code).toEqualTypeOf<"from_the_future">();
});

test("the errors of an operation are a closed union, for exhaustive switches", () => {
  type Code = ErrorsOf<"createOrganization">["code"];
  expectTypeOf<"slug_taken">().toExtend<Code>();
  expectTypeOf<CallErrorCode>().toExtend<Code>();
  expectTypeOf<string>().not.toExtend<Code>();
  expectTypeOf<"invalid_credentials">().not.toExtend<Code>();
});

test("the facade is typed by the description, and so is a scope, without orgId", () => {
  expectTypeOf(plinto.organizations.get).parameter(0).toHaveProperty("orgId");
  expectTypeOf(plinto.forOrganization("org_1").members.get).parameter(0).not.toHaveProperty("orgId");
  expectTypeOf(plinto.session.current).toEqualTypeOf<CurrentSession | null>();
  expectTypeOf<CurrentSession["user"]["email"]>().toExtend<string>();
  expectTypeOf<CurrentSession>().not.toHaveProperty("accessToken");
  expectTypeOf(plinto).toExtend<Client>();
  expectTypeOf(plinto.withSession("at")).toExtend<Client>();
});

test("the session of a client and the session of the API have names of their own", () => {
  expectTypeOf(plinto.session).toEqualTypeOf<PlintoSession>();
  expectTypeOf(plinto.session.status).toEqualTypeOf<PlintoSessionStatus>();
  expectTypeOf(plinto.sessions.get({ sessionId: "ses_1" })).resolves.toEqualTypeOf<Session>();
  expectTypeOf<Session>().toHaveProperty("createdAt");
});

test("a tree has a line for every method of its facade, and nothing else", () => {
  expectTypeOf<TreeOf<{ get(): void; readonly members: { list(): void } }>>().toEqualTypeOf<
    { readonly ""?: string } & { readonly get: string; readonly members: { readonly ""?: string } & { readonly list: string } }
  >();
  expectTypeOf<TreeOf<Facade>>().toExtend<OperationTree>();
  // @ts-expect-error a line has a method and a path
  void call(client, "getThing");
});

test("every query is named like the read of the facade that it performs", () => {
  expectTypeOf<keyof typeof queries.organizations>().toExtend<keyof OrganizationsResource>();
  expectTypeOf<keyof typeof queries.organizations.members>().toExtend<keyof Plinto["organizations"]["members"]>();
  expectTypeOf(queries.organizations.get(client, { orgId: "org_1" }).queryFn).returns.resolves.toEqualTypeOf<Organization>();
  expectTypeOf(queries.organizations.members.list(client, { orgId: "org_1" }).queryFn).returns.resolves.toEqualTypeOf<Page<Member>>();
});

test("http is typed by path and has no middleware", async () => {
  const { data } = await plinto.http.GET("/v1/users/me");
  expectTypeOf(data).not.toBeAny();
  expectTypeOf<HttpClient>().not.toHaveProperty("use");
  // @ts-expect-error no such path
  void plinto.http.GET("/v1/nothing");
});

test("the platform's own objects fit the ports", () => {
  expectTypeOf<typeof fetch>().toExtend<Fetch>();
  expectTypeOf<Locks["request"]>().toBeFunction();
  const locks: Locks = { request: (name, options, work) => navigator.locks.request(name, options, work) };
  const storage: SessionStorage = { get: async () => null, set: async () => {}, remove: async () => {} };
  createPlinto({ baseUrl: "https://api.test", fetch, locks, storage, channel: (name) => new BroadcastChannel(name) });
  // @ts-expect-error an unknown option
  createClient({ baseUrl: "https://api.test", timeout: 5 });
  // @ts-expect-error the base URL is mandatory
  createClient({});
});

test("what a passkey operation answers is what the browser is asked with, and what that gives is what the next one takes", () => {
  expectTypeOf(plinto.passkeys.beginRegistration().then(({ publicKey }) => createPasskey(publicKey))).resolves.toExtend<
    Parameters<Plinto["passkeys"]["completeRegistration"]>[0]["credential"]
  >();
  expectTypeOf(plinto.passkeys.beginSignIn().then(({ publicKey }) => getPasskey(publicKey))).resolves.toExtend<
    Parameters<Plinto["passkeys"]["signIn"]>[0]["credential"]
  >();
  expectTypeOf(createPasskey).parameter(1).toExtend<{ signal?: AbortSignal } | undefined>();
  void createPasskey({} as Parameters<typeof createPasskey>[0], { credentials: navigator.credentials });
  // @ts-expect-error A passkey is asked for in the autofill, but made in a dialog.
  void createPasskey({} as Parameters<typeof createPasskey>[0], { conditional: true });
});
