import type { Facade, Permission, SystemRole } from "@plinto/core";
import type { WebhookEvent } from "@plinto/webhooks";
import { Hono } from "hono";
import { expectTypeOf, test } from "vitest";
import {
  type ApiKeyAuth,
  type ApiKeyVerifier,
  type Auth,
  authenticateRequest,
  bulk,
  createPlintoAdmin,
  type PermissionName,
  type PlintoAdmin,
  type RoleName,
  type TokenVerifier,
  type UserAuth,
} from "../src/index.ts";
import { expressAuth, requirePermission as inExpress, signedIn } from "../src/express.ts";
import { fastifyAuth } from "../src/fastify.ts";
import { fetchAuth } from "../src/fetch.ts";
import { honoAuth, requireAuth, requirePermission } from "../src/hono.ts";
import { createPlintoNext } from "../src/next.ts";

declare const verifier: TokenVerifier;
declare const apiKeys: ApiKeyVerifier;
declare const admin: PlintoAdmin;
declare const request: Request;

test("permissions are those of the catalogue, and a wrong one does not compile", () => {
  expectTypeOf<PermissionName>().toEqualTypeOf<Permission>();
  expectTypeOf<RoleName>().toEqualTypeOf<SystemRole>();
  inExpress("members:invite");
  // @ts-expect-error a letter is missing
  inExpress("members:invit");
  // @ts-expect-error not registered
  requirePermission("documents:export");
});

test("only people come where no keys are taken, and both where they are", async () => {
  expectTypeOf(authenticateRequest(request, { verifier })).resolves.toEqualTypeOf<Auth<UserAuth>>();
  expectTypeOf(authenticateRequest(request, { verifier, apiKeys })).resolves.toEqualTypeOf<Auth<UserAuth | ApiKeyAuth>>();
  const auth = await authenticateRequest(request, { verifier });
  // @ts-expect-error nobody may be signed in
  auth.userId;
  if (auth.status === "signed-in") expectTypeOf(auth.userId).toBeString();
  if (auth.status === "signed-out") expectTypeOf(auth.message).toBeString();
  if (auth.status === "unavailable") expectTypeOf(auth.retryAfterSeconds).toBeNumber();
});

test("programs come into a framework only where the application says so, since its request has one type", () => {
  // @ts-expect-error register apiKeys: true
  expressAuth({ verifier, apiKeys });
  // @ts-expect-error register apiKeys: true
  fastifyAuth({ verifier, apiKeys });
});

test("handlers know who was let in", () => {
  const guards = fetchAuth({ verifier });
  guards.requireAuth((_, auth) => {
    expectTypeOf(auth).toEqualTypeOf<UserAuth>();
    return new Response();
  });
  const route = guards.requirePermission("org:read", (_, auth, context: { params: { id: string } }) => new Response(auth.userId + context.params.id));
  expectTypeOf(route).toEqualTypeOf<(request: Request, context: { params: { id: string } }) => Promise<Response>>();
  fetchAuth({ verifier, apiKeys }).requireAuth((_, auth) => {
    expectTypeOf(auth).toEqualTypeOf<UserAuth | ApiKeyAuth>();
    return new Response();
  });
  new Hono()
    .use(honoAuth({ verifier }))
    .get("/open", (c) => {
      expectTypeOf(c.var.auth).toEqualTypeOf<Auth<UserAuth>>();
      return c.body(null);
    })
    .get("/me", requireAuth(), (c) => c.json({ userId: c.var.auth.userId }));
  expectTypeOf(signedIn).returns.toEqualTypeOf<UserAuth>();
  expectTypeOf(createPlintoNext({ verifier }).auth).returns.resolves.toEqualTypeOf<Auth<UserAuth>>();
});

test("the administrator has the client's resources, and those of servers", () => {
  expectTypeOf(admin.organizations).toEqualTypeOf<Facade["organizations"]>();
  expectTypeOf(admin.organizations.create).toEqualTypeOf<Facade["organizations"]["create"]>();
  expectTypeOf(admin.users.import).toBeFunction();
  expectTypeOf(admin.users.get).toEqualTypeOf<Facade["users"]["get"]>();
  expectTypeOf(admin.audit.logs).toEqualTypeOf<Facade["audit"]["logs"]>();
  expectTypeOf(admin.forOrganization).returns.toHaveProperty("apiKeys");
  void admin.forOrganization("org_1").apiKeys.verify({ key: "ok_test_1" });
  void admin.forOrganization("org_1").apiKeys.list();
  void admin.forOrganization("org_1").members.list();
  // @ts-expect-error an administrator has no session
  admin.session;
  // @ts-expect-error it takes an id
  void admin.users.get({});
  // @ts-expect-error a key is not optional
  createPlintoAdmin({ baseUrl: "https://api.example.test" });
});

test("events are those of webhook handlers: the type tells the data", async () => {
  for await (const event of admin.events.list()) {
    expectTypeOf(event).toEqualTypeOf<WebhookEvent>();
    if (event.type === "member.added") expectTypeOf(event.data.userId).toBeString();
  }
});

test("rows of a bulk have data or an error", async () => {
  const { rows } = await bulk(["a", "b"], (email) => admin.users.create({ email }));
  for (const row of rows) {
    expectTypeOf(row.row).toBeString();
    if (row.ok) expectTypeOf(row.data.id).toBeString();
    else expectTypeOf(row.error).toBeUnknown();
  }
});
