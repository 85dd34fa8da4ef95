import { createPlinto, memoryStorage } from "@plinto/core";
import { createMock } from "@plinto/mock";
import express from "express";
import express4 from "express4";
import fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { expressSessionEndpoint } from "../../src/express.ts";
import { fastifySessionEndpoint } from "../../src/fastify.ts";
import { honoSessionEndpoint } from "../../src/hono.ts";
import { createSessionEndpoint, type SessionEndpoint } from "../../src/index.ts";
import { listening, served } from "../support/serve.ts";

const frameworks: { name: string; open(endpoint: SessionEndpoint): Promise<string> }[] = [
  { name: "fetch", open: (endpoint) => served((request) => endpoint.handle(request)) },
  { name: "Express 4", open: (endpoint) => listening(express4().use("/api/plinto", expressSessionEndpoint(endpoint))) },
  {
    name: "Express 4 behind parsers",
    open: (endpoint) =>
      listening(
        express4()
          .use(express4.urlencoded({ extended: false }), express4.json())
          .use("/api/plinto", expressSessionEndpoint(endpoint)),
      ),
  },
  {
    name: "Express 4 behind a parser of something else",
    open: (endpoint) =>
      listening(
        express4()
          .use(express4.urlencoded({ extended: false }))
          .use("/api/plinto", expressSessionEndpoint(endpoint)),
      ),
  },
  { name: "Express", open: (endpoint) => listening(express().use("/api/plinto", expressSessionEndpoint(endpoint))) },
  { name: "Express behind a parser", open: (endpoint) => listening(express().use(express.json()).use("/api/plinto", expressSessionEndpoint(endpoint))) },
  {
    name: "Fastify",
    async open(endpoint) {
      const app = fastify();
      await app.register(fastifySessionEndpoint(endpoint, { path: "/api/plinto" }));
      onTestFinished(() => app.close());
      return app.listen({ port: 0, host: "127.0.0.1" });
    },
  },
  { name: "Hono", open: (endpoint) => served(new Hono().all("/api/plinto/*", honoSessionEndpoint(endpoint)).fetch) },
];

/** A page of a server, with the cookies that it was given; what its scripts have read. */
function pageOf(url: string, api: (url: string, init: RequestInit) => Promise<Response>) {
  const cookies = new Map<string, string>();
  const read: string[] = [];
  const visit = async (target: string, init: RequestInit): Promise<Response> => {
    if (!target.startsWith(url)) return api(target, init);
    const headers = new Headers(init.headers);
    headers.set("origin", url);
    headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(target, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0\b/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    read.push(await response.clone().text());
    return response;
  };
  return { cookies, read, fetch: visit };
}

describe.each(frameworks)("$name", ({ open }) => {
  test("a person signs in, stays, and signs out, with her refresh token in a cookie alone", async () => {
    const mock = createMock();
    const { baseUrl, fetch: api, publishableKey } = mock.connect();
    const url = await open(createSessionEndpoint({ baseUrl, fetch: api }));
    const page = pageOf(url, api);
    const client = (): ReturnType<typeof createPlinto> =>
      createPlinto({ baseUrl, publishableKey, fetch: page.fetch, sessionEndpoint: `${url}/api/plinto`, storage: memoryStorage() });
    const { email, password } = mock.seed.users.bob;
    const plinto = client();
    expect(await plinto.auth.signIn({ email, password: password! })).toMatchObject({ status: "complete" });
    expect([...page.cookies.keys()].toSorted()).toEqual(["__Host-plinto-device", "__Host-plinto-refresh"]);
    const reloaded = client();
    await reloaded.session.ready();
    expect(reloaded.session.current?.user.id).toBe(mock.seed.users.bob.id);
    await reloaded.auth.signOut();
    expect([...page.cookies.keys()]).toEqual(["__Host-plinto-device"]);
    expect(page.read.join("\n")).not.toContain("rt_");
  });

  test("another site's page is refused, and a body without end too", async () => {
    const mock = createMock();
    const url = await open(createSessionEndpoint({ baseUrl: mock.baseUrl, fetch: mock.fetch }));
    const send = (origin: string, body: string): Promise<Response> =>
      fetch(`${url}/api/plinto/v1/auth/sign-in`, { method: "POST", headers: { origin, "content-type": "application/json" }, body });
    expect((await send("https://evil.test", "{}")).status).toBe(403);
    // Past the limit the stream of Node was destroyed, and the answer with it.
    for (const email of ["a".repeat(80_000), "a".repeat(200_000), "ä".repeat(40_000)]) {
      const long = await send(url, JSON.stringify({ email }));
      expect([long.status, await long.text()]).toEqual([413, expect.stringMatching(/too.large/i)]);
    }
    expect((await send(url, "{}")).status).toBe(400);
    expect(mock.requests).toHaveLength(1);
  });
});
