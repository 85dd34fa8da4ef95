import { PLINTO_VERSION, type PlintoError } from "@plinto/core";
import { getEnvironment } from "@plinto/core/operations";
import { createMock } from "@plinto/mock";
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { expect, test } from "vitest";
import { createPlintoAdmin, type PlintoAdmin } from "../src/index.ts";
import { adminTree } from "../src/generated/admin-tree.ts";

function adminOf(mock: ReturnType<typeof createMock>): PlintoAdmin {
  const { baseUrl, fetch, clock } = mock.connect();
  return createPlintoAdmin({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey });
}

/** Names of methods below a tree; the empty name stands for the beginning of its paths. */
function namesIn(tree: object, path: string = ""): string[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    typeof node === "object" && node !== null ? namesIn(node as object, `${path}${name}.`) : name === "" ? [] : [`${path}${name}`],
  );
}

test("every operation of the description that is not a browser's alone has its method, and no other", async () => {
  const mock = createMock();
  const { paths } = (await (await mock.fetch(`${mock.baseUrl}/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { "x-plinto-sdk"?: { resource: string; method: string; audience?: string; alias?: string } }>>;
  };
  const wanted = Object.values(paths).flatMap((methods) =>
    // What only redirects is for no audience.
    Object.values(methods).flatMap(({ "x-plinto-sdk": sdk }) =>
      sdk?.audience && sdk.audience !== "browser" && !sdk.alias ? [`${sdk.resource}.${sdk.method}`] : [],
    ),
  );
  expect(namesIn(adminTree).toSorted()).toEqual(wanted.toSorted());
  const admin = adminOf(mock) as unknown as Record<string, unknown>;
  const methodOf = (name: string): unknown => name.split(".").reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], admin);
  expect(wanted.filter((name) => typeof methodOf(name) !== "function")).toEqual([]);
});

test("operations for servers alone work under their names, and those of clients do too", async () => {
  const mock = createMock();
  const admin = adminOf(mock);
  expect((await admin.environment.get()).id).toMatch(/^env_/);
  await admin.users.import({ users: [{ email: "new@acme.test" }] });
  expect((await admin.users.list({ email: "new@acme.test" }).toArray({ max: 2 })).map(({ email }) => email)).toEqual(["new@acme.test"]);
  const organization = await admin.organizations.create({ name: "Initech", ownerUserId: mock.seed.users["ada"]!.id });
  const scope = admin.forOrganization(organization.id);
  expect((await scope.members.list().toArray({ max: 10 })).map(({ role }) => role)).toEqual(["owner"]);
  const rows: string[] = [];
  for await (const { organizationId } of scope.audit.stream()) rows.push(organizationId!);
  expect(new Set(rows)).toEqual(new Set([organization.id]));
  const safe = await admin.organizations.create({ name: "Initech", slug: organization.slug, ownerUserId: mock.seed.users["ada"]!.id }).safe();
  expect(safe.ok ? "" : safe.error.code).toBe("slug_taken");
});

test("an administrator has no session, and shows no key when it is printed", () => {
  const mock = createMock();
  const admin = adminOf(mock);
  expect(["session", "onStepUp", "withSession"].filter((name) => name in admin)).toEqual([]);
  expect(JSON.stringify(admin, (_, value: unknown) => (value instanceof Set ? [...(value as Set<unknown>)] : value))).not.toContain(mock.keys.secretKey);
});

test("somebody who signs in through it gets her session, and it does not take that over", async () => {
  const mock = createMock();
  const admin = adminOf(mock);
  const { email, password } = mock.seed.users["bob"]!;
  const result = await admin.auth.signIn({ email, password: password! });
  if (result.status !== "complete") throw new Error(result.status);
  expect(result.session.refreshToken).toMatch(/^rt_/);
  expect((await admin.users.get({ userId: result.user.id })).email).toBe(email);
  await admin.auth.refresh({ refreshToken: result.session.refreshToken! });
  expect((await admin.environment.get()).id).toMatch(/^env_/);
});

test("events have the types that webhook handlers get, and run through them", async () => {
  const mock = createMock();
  const admin = adminOf(mock);
  await admin.organizations.create({ name: "Initech", ownerUserId: mock.seed.users["ada"]!.id });
  const roles: string[] = [];
  for await (const event of admin.events.list({ type: "member.added" })) if (event.type === "member.added") roles.push(event.data.role);
  expect(roles).toContain("owner");
  const handled: string[] = [];
  const receiver = createWebhookReceiver({ secrets: "whsec_cGxpbnRvLWV4YW1wbGUtc2VjcmV0LTI0Yg==", store: memoryStore() }).on(
    "member.added",
    (event) => void handled.push(event.data.role),
  );
  const { done } = await receiver.catchUp(admin.events);
  expect(handled).toEqual(roles);
  expect(done).toBe(roles.length);
});

test("an API of another version is named, with both versions and what to do", async () => {
  const mock = createMock();
  const { baseUrl, clock } = mock.connect();
  const admin = createPlintoAdmin({
    baseUrl,
    clock,
    secretKey: mock.keys.secretKey,
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      headers.set("plinto-version", "2020-01-01");
      return mock.fetch(url, { ...init, headers });
    },
  });
  const error = (await admin.environment.get().catch((thrown: unknown) => thrown)) as PlintoError;
  expect(error).toMatchObject({ code: "version_unsupported", status: 400 });
  expect(error.message).toContain(`This @plinto/node speaks ${PLINTO_VERSION}: install the @plinto/node of the API's version, or update the API`);
});

test("other refusals keep their words, and a proxy's page its own", async () => {
  const mock = createMock();
  const safe = await adminOf(mock).users.list({ pageSize: 1_000 }).safe();
  expect(safe.ok ? "" : safe.error.code).toBe("validation_failed");
  const behind = createPlintoAdmin({
    baseUrl: mock.baseUrl,
    secretKey: mock.keys.secretKey,
    fetch: async () => new Response("<html>Bad request</html>", { status: 400 }),
  });
  await expect(behind.environment.get()).rejects.toMatchObject({ code: "unexpected_response", status: 400 });
});

test.each<[object, string, RegExp]>([
  [{ baseUrl: "https://api.example.test" }, "option_invalid", /needs a secretKey: is the environment variable set\?/],
  [{ baseUrl: "https://api.example.test", secretKey: "" }, "option_invalid", /needs a secretKey/],
  [{ baseUrl: "https://api.example.test", secretKey: "pk_test_1" }, "key_kind_mismatch", /secretKey must not/],
  [{ baseUrl: "api.example.test", secretKey: "sk_test_1" }, "base_url_invalid", /baseUrl must be/],
  [{ baseUrl: "https://api.example.test", secretKey: "sk_test_1", key: 1 }, "option_unknown", /Unknown option key/],
])("the options %j are refused at once", (options, code, message) => {
  expect(() => createPlintoAdmin(options as never)).toThrow(expect.objectContaining({ kind: "config", code, message: expect.stringMatching(message) }));
});

test("it takes the place of a client everywhere", async () => {
  const admin = adminOf(createMock());
  expect(await getEnvironment(admin)).toEqual(await admin.environment.get());
});
