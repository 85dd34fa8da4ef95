import { createMock, type Mock } from "@plinto/mock";
import express from "express";
import express4 from "express4";
import fastify, { type FastifyInstance } from "fastify";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTokenVerifier, type Auth, type PermissionName, type TokenVerifier } from "../src/index.ts";
import * as inExpress from "../src/express.ts";
import * as inFastify from "../src/fastify.ts";
import { fetchAuth } from "../src/fetch.ts";
import * as inHono from "../src/hono.ts";
import { makeIssuer, makeKey } from "./support/issuer.ts";
import { bearer, tokenOf } from "./support/people.ts";
import { listening, served } from "./support/serve.ts";

/** An application with `/me` for signed-in people, `/invite` for those who may, `/open` for all, and `/typo`. */
interface Framework {
  readonly name: string;
  open(verifier: TokenVerifier): Promise<string>;
  /** The same guards, and nobody who reads who is asking; what to do about it. */
  readonly unread?: { open(): Promise<string>; readonly fix: string };
}

const typo = "members:invit" as PermissionName;

/** Answers what a handler throws, so that tests see its message. */
const messageOf = (error: unknown): { message: string } => ({ message: (error as Error).message });

const frameworks: Framework[] = [
  {
    name: "fetch",
    open(verifier) {
      const { auth, requireAuth, requirePermission } = fetchAuth({ verifier });
      const routes: Record<string, (request: Request) => Promise<Response>> = {
        "/me": requireAuth((_, { userId }) => Response.json({ userId })),
        "/invite": requirePermission("members:invite", (_, { userId }) => Response.json({ userId })),
        "/open": async (request) => Response.json({ status: (await auth(request)).status }),
        "/typo": requirePermission(typo, () => Response.json({})),
      };
      return served(async (request) =>
        routes[new URL(request.url).pathname]!(request).catch((error: unknown) => Response.json(messageOf(error), { status: 500 })),
      );
    },
  },
  {
    name: "Express",
    open: (verifier) => listening(expressApp(express().use(inExpress.expressAuth({ verifier })))),
    unread: { open: () => listening(expressApp(express())), fix: "app.use(expressAuth({ verifier })) before it" },
  },
  {
    name: "Express 4",
    open: (verifier) => listening(expressApp(express4().use(inExpress.expressAuth({ verifier })))),
    unread: { open: () => listening(expressApp(express4())), fix: "app.use(expressAuth({ verifier })) before it" },
  },
  {
    name: "Fastify",
    async open(verifier) {
      const app = fastify();
      await app.register(inFastify.fastifyAuth({ verifier }));
      return fastifyApp(app);
    },
    unread: { open: () => fastifyApp(fastify()), fix: "await app.register(fastifyAuth({ verifier })) before it" },
  },
  {
    name: "Hono",
    open: (verifier) => served(honoApp(new Hono().use(inHono.honoAuth({ verifier })))),
    unread: { open: () => served(honoApp(new Hono() as HonoApp)), fix: "app.use(honoAuth({ verifier })) before it" },
  },
];

function expressApp(app: express.Express): express.Express {
  const { requireAuth, requirePermission, signedIn } = inExpress;
  return app
    .get("/me", requireAuth(), (request, response) => void response.json({ userId: signedIn(request).userId }))
    .get("/invite", requirePermission("members:invite"), (request, response) => void response.json({ userId: signedIn(request).userId }))
    .get("/open", (request, response) => void response.json({ status: request.auth.status }))
    .get("/typo", requirePermission(typo), (_, response) => void response.json({}))
    .use(((error, _, response, __) => void response.status(500).json(messageOf(error))) satisfies express.ErrorRequestHandler);
}

async function fastifyApp(app: FastifyInstance): Promise<string> {
  const { requireAuth, requirePermission, signedIn } = inFastify;
  app.get("/me", { preHandler: requireAuth() }, (request) => ({ userId: signedIn(request).userId }));
  app.get("/invite", { preHandler: requirePermission("members:invite") }, (request) => ({ userId: signedIn(request).userId }));
  app.get("/open", (request) => ({ status: request.auth.status }));
  app.get("/typo", { preHandler: requirePermission(typo) }, () => ({}));
  app.setErrorHandler((error, _, reply) => reply.code(500).send(messageOf(error)));
  onTestFinished(() => app.close());
  return app.listen({ port: 0, host: "127.0.0.1" });
}

type HonoApp = Hono<{ Variables: { auth: Auth } }>;

function honoApp(app: HonoApp): (request: Request) => Response | Promise<Response> {
  const { requireAuth, requirePermission } = inHono;
  return app
    .get("/me", requireAuth(), (c) => c.json({ userId: c.var.auth.userId }))
    .get("/invite", requirePermission("members:invite"), (c) => c.json({ userId: c.var.auth.userId }))
    .get("/open", (c) => c.json({ status: c.var.auth.status }))
    .get("/typo", requirePermission(typo), (c) => c.json({}))
    .onError((error, c) => c.json(messageOf(error), 500)).fetch;
}

async function ask(url: string, path: string, token?: string): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const response = await fetch(url + path, token === undefined ? {} : { headers: bearer(token) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
}

function worldOf(): { mock: Mock; verifier: TokenVerifier } {
  const mock = createMock();
  return { mock, verifier: createTokenVerifier(mock.verifierOptions()) };
}

describe.each(frameworks)("$name", ({ open }) => {
  test("somebody who is signed in is let through, and the route knows who", async () => {
    const { mock, verifier } = worldOf();
    const url = await open(verifier);
    const [ada, bob] = await Promise.all([tokenOf(mock, "ada", "acme"), tokenOf(mock, "bob", "acme")]);
    const answers = await Promise.all([ada, bob, ada, bob].map((token) => ask(url, "/me", token)));
    const { ada: a, bob: b } = mock.seed.users as Record<string, { id: string }>;
    expect(answers.map(({ body }) => body["userId"])).toEqual([a!.id, b!.id, a!.id, b!.id]);
  });

  test("nobody is 401 with a challenge, and a bad token 401 with its reason", async () => {
    const url = await open(worldOf().verifier);
    const nobody = await ask(url, "/me");
    expect(nobody).toMatchObject({ status: 401, body: { code: "unauthenticated", status: 401 } });
    expect(nobody.headers.get("www-authenticate")).toBe("Bearer");
    expect(nobody.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(nobody.headers.get("cache-control")).toBe("no-store");
    const forged = await ask(url, "/me", "a.b.c");
    expect(forged).toMatchObject({ status: 401, body: { code: "token_malformed" } });
    expect(forged.headers.get("www-authenticate")).toMatch(/^Bearer error="invalid_token", error_description="The token is no JWT/);
  });

  test("who may is let through, who may not is 403 with the permission, and an open route is for all", async () => {
    const { mock, verifier } = worldOf();
    const url = await open(verifier);
    expect(await ask(url, "/invite", await tokenOf(mock, "ada", "acme"))).toMatchObject({ status: 200 });
    const bob = await ask(url, "/invite", await tokenOf(mock, "bob", "acme"));
    expect(bob).toMatchObject({ status: 403, body: { code: "permission_denied", permission: "members:invite", reason: "not_granted" } });
    expect(await ask(url, "/invite")).toMatchObject({ status: 401 });
    expect((await ask(url, "/open")).body).toEqual({ status: "signed-out" });
    expect((await ask(url, "/open", await tokenOf(mock, "bob"))).body).toEqual({ status: "signed-in" });
  });

  test("keys that cannot be had are 503 with Retry-After, not 401, and it recovers", async () => {
    const key = await makeKey("key_1");
    const world = makeIssuer([key]);
    const url = await open(world.verifier());
    const token = await world.sign(key);
    world.instead = () => new Response("", { status: 404 });
    const away = await ask(url, "/me", token);
    expect(away).toMatchObject({ status: 503, body: { code: "keys_unavailable" } });
    expect(away.headers.get("retry-after")).toBe("1");
    world.instead = undefined;
    world.clock.ms += 1_000;
    expect(await ask(url, "/me", token)).toMatchObject({ status: 200, body: { userId: "usr_1" } });
  });

  test("an API that cannot say what somebody may is 503, and it recovers", async () => {
    const { mock, verifier } = worldOf();
    const url = await open(verifier);
    const token = await tokenOf(mock, "ada", "acme");
    const restore = mock.faults.add({ operation: "checkPermission", status: 503 });
    expect(await ask(url, "/invite", token)).toMatchObject({ status: 503, body: { code: "decision_unavailable" } });
    restore();
    expect(await ask(url, "/invite", token)).toMatchObject({ status: 200 });
  });

  test("a permission that there is not is a mistake of the server, with what may have been meant", async () => {
    const { mock, verifier } = worldOf();
    const answer = await ask(await open(verifier), "/typo", await tokenOf(mock, "ada", "acme"));
    expect(answer).toMatchObject({ status: 500, body: { message: expect.stringContaining("did you mean members:invite?") } });
  });

  test("without a verifier the application does not start", async () => {
    await expect(async () => open(undefined as never)).rejects.toThrow("There is no verifier: pass { verifier: createTokenVerifier({ issuer }) }");
  });
});

test.each(frameworks.flatMap(({ name, unread }) => (unread ? [{ name, ...unread }] : [])))(
  "a guard that stands alone in $name says what to register",
  async ({ open, fix }) => {
    const answer = await ask(await open(), "/me");
    expect(answer).toMatchObject({ status: 500, body: { message: `A guard stands in front of this route, and nothing has read who is asking: ${fix}` } });
  },
);

test("behind no guard, signedIn says to put one", () => {
  const auth = { status: "signed-out", reason: "credential_missing", message: "" } as const;
  expect(() => inExpress.signedIn({ auth })).toThrow(
    expect.objectContaining({ code: "unauthenticated", message: expect.stringContaining("put requireAuth() in front") }),
  );
});
