import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { createWebhookReceiver, isWebhookError, memoryStore, signWebhook, type WebhookReceiver } from "../../src/index.ts";
import { expressWebhooks } from "../../src/express.ts";
import { fastifyWebhooks } from "../../src/fastify.ts";
import { honoWebhooks } from "../../src/hono.ts";
import { nextPagesWebhooks, nextWebhooks } from "../../src/next.ts";
import { nodeWebhooks } from "../../src/node.ts";
import { exampleEvent } from "../../src/testing.ts";
import { otherSecret, secret } from "../support/fixtures.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function port(server: { address(): AddressInfo | string | null }): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return port(server);
}

async function served(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const ready = Promise.withResolvers<string>();
  const server = serve({ fetch, port: 0, hostname: "127.0.0.1" }, () => ready.resolve(port(server))) as Server;
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return ready.promise;
}

/** An application with a webhook at /webhooks and, where it has routes, one that echoes parsed JSON at /echo. */
interface Framework {
  name: string;
  open(receiver: WebhookReceiver): Promise<string>;
  echoes: boolean;
  /** The same application with a parser in front, and what to do about it. */
  parsed?: { open(receiver: WebhookReceiver): Promise<string>; fix: RegExp; code: "body_not_raw" | "body_already_read" };
}

const frameworks: Framework[] = [
  { name: "fetch", open: (receiver) => served((request) => receiver.handle(request)), echoes: false },
  {
    name: "node:http",
    open: (receiver) => listening(createServer(nodeWebhooks(receiver))),
    echoes: false,
    parsed: {
      open: (receiver) =>
        listening(
          createServer(async (request, response) => {
            await nodeWebhooks(receiver)(Object.assign(request, { body: JSON.parse(await text(request)) as unknown }), response);
          }),
        ),
      fix: /keep the bytes on request.rawBody/,
      code: "body_not_raw",
    },
  },
  {
    name: "Express",
    open: (receiver) =>
      listening(
        createServer(
          express()
            .post("/webhooks", expressWebhooks(receiver))
            .use(express.json())
            .post("/echo", (request, response) => void response.json(request.body)),
        ),
      ),
    echoes: true,
    parsed: {
      open: (receiver) => listening(createServer(express().use(express.json()).post("/webhooks", expressWebhooks(receiver)))),
      fix: /In Express: register this route before app.use\(express.json\(\)\)/,
      code: "body_not_raw",
    },
  },
  {
    name: "Express with express.raw() in front",
    open: (receiver) => listening(createServer(express().post("/webhooks", express.raw({ type: () => true, limit: "5mb" }), expressWebhooks(receiver)))),
    echoes: false,
  },
  {
    name: "Express with a parser that keeps the bytes",
    open: (receiver) =>
      listening(
        createServer(
          express()
            .use(
              express.json({
                limit: "5mb",
                verify: (request, _, bytes) => void Object.assign(request, { rawBody: bytes }),
              }),
            )
            .post("/webhooks", expressWebhooks(receiver))
            .post("/echo", (request, response) => void response.json(request.body)),
        ),
      ),
    echoes: true,
  },
  {
    name: "Fastify",
    async open(receiver) {
      const app = fastify();
      await app.register(fastifyWebhooks(receiver, { path: "/webhooks" }));
      app.post("/echo", (request, reply) => reply.send(request.body));
      closing.push(() => app.close());
      return app.listen({ port: 0, host: "127.0.0.1" });
    },
    echoes: true,
    parsed: {
      async open(receiver) {
        const app = fastify();
        app.addHook("preParsing", async (request, _, payload) => {
          await text(request.raw);
          return payload;
        });
        await app.register(fastifyWebhooks(receiver, { path: "/webhooks" }));
        closing.push(() => app.close());
        return app.listen({ port: 0, host: "127.0.0.1" });
      },
      fix: /In Fastify: keep hooks that read the body/,
      code: "body_already_read",
    },
  },
  {
    name: "Hono",
    open: (receiver) => served(new Hono().post("/webhooks", honoWebhooks(receiver)).post("/echo", async (c) => c.json(await c.req.json<object>())).fetch),
    echoes: true,
    parsed: {
      open: (receiver) =>
        served(
          new Hono()
            .use(async (c, next) => {
              await c.req.raw.json();
              await next();
            })
            .post("/webhooks", honoWebhooks(receiver)).fetch,
        ),
      fix: /In Hono: read it with c.req.text\(\) or c.req.arrayBuffer\(\)/,
      code: "body_already_read",
    },
  },
  ...(["text", "json", "arrayBuffer"] as const).map((method): Framework => ({
    name: `Hono after a middleware that called c.req.${method}()`,
    open: (receiver) =>
      served(
        new Hono()
          .use(async (c, next) => {
            await c.req[method]();
            await next();
          })
          .post("/webhooks", honoWebhooks(receiver)).fetch,
      ),
    echoes: false,
  })),
  { name: "a route handler of Next's App Router", open: (receiver) => served(nextWebhooks(receiver).POST), echoes: false },
  {
    name: "an API route of Next's Pages Router",
    open: (receiver) => listening(createServer(nextPagesWebhooks(receiver))),
    echoes: false,
    parsed: {
      open: (receiver) =>
        listening(
          createServer(async (request, response) => {
            await text(request);
            await nextPagesWebhooks(receiver)(request, response);
          }),
        ),
      fix: /In Next.js: export const config = \{ api: \{ bodyParser: false \} \}/,
      code: "body_already_read",
    },
  },
];

// Neither compact nor in one alphabet: nothing that writes it anew gives the same bytes.
const event = exampleEvent("member.added");
const body = `${JSON.stringify({ ...event, note: "Zoë 🦊" }, null, 1)}\n`;

async function setUp(make: Framework["open"]): Promise<{ url: string; handled: object[]; errors: unknown[] }> {
  const handled: object[] = [];
  const errors: unknown[] = [];
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore(), onError: (error) => errors.push(error) })
    .on("member.added", (received) => void handled.push(received))
    .on("member.removed", () => {
      throw new Error("broken");
    });
  return { url: await make(receiver), handled, errors };
}

async function send(url: string, content: string = body, key: string = secret): Promise<Response> {
  const headers = await signWebhook(content, key, { id: event.id });
  return fetch(`${url}/webhooks`, { method: "POST", body: content, headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
}

describe.each(frameworks)("$name", ({ open }) => {
  test("a delivery is handled with the bytes that were sent, once", async () => {
    const { url, handled, errors } = await setUp(open);
    expect((await send(url)).status).toBe(204);
    expect((await send(url)).status).toBe(204);
    expect(handled).toEqual([JSON.parse(body)]);
    expect(errors).toEqual([]);
  });

  test("a forged delivery is 401 with a problem document", async () => {
    const { url, handled } = await setUp(open);
    const response = await send(url, body, otherSecret);
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ code: "signature_mismatch" });
    expect(handled).toEqual([]);
  });

  test("a handler that throws is 500", async () => {
    const { url, errors } = await setUp(open);
    const response = await send(url, JSON.stringify(exampleEvent("member.removed")));
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "handler_failed" });
    expect(errors).toEqual([new Error("broken")]);
  });

  test("a body beyond the limit is 413, with and without a length, and the server lives on", async () => {
    const { url, handled } = await setUp(open);
    const large = JSON.stringify({ text: "x".repeat(2 * 1_048_576) });
    expect((await send(url, large)).status).toBe(413);
    const headers = { ...(await signWebhook(large, secret, { id: event.id })), "content-type": "application/json" };
    expect(await sendInChunks(`${url}/webhooks`, large, headers)).toBe(413);
    expect((await send(url)).status).toBe(204);
    expect(handled).toHaveLength(1);
  });
});

test.each(frameworks.filter(({ echoes }) => echoes))("$name: other routes parse their bodies as before", async ({ open }) => {
  const { url } = await setUp(open);
  const response = await fetch(`${url}/echo`, { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } });
  expect(await response.json()).toEqual({ a: 1 });
});

test.each(frameworks.flatMap(({ name, parsed }) => (parsed ? [{ name, ...parsed }] : [])))(
  "$name: a body that something read before is 500, and the error names the remedy",
  async ({ open, code, fix }) => {
    const { url, handled, errors } = await setUp(open);
    const response = await send(url);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: code, title: "The receiver is not set up to verify this delivery." });
    expect(isWebhookError(errors[0]) && errors[0].code).toBe(code);
    expect(String(errors[0])).toMatch(fix);
    expect(handled).toEqual([]);
  },
);

test("other methods than POST are 405 where the framework leaves them to the handler", async () => {
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore() });
  const url = await listening(createServer(nodeWebhooks(receiver)));
  const response = await fetch(url);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

/** Chunked, so that no header tells the length; resolves with the status, whether or not all was taken. */
function sendInChunks(url: string, content: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    request.once("error", reject);
    for (let at = 0; at < content.length; at += 65_536) request.write(content.slice(at, at + 65_536));
    request.end();
  });
}
