import { expect, test } from "vitest";
import { secretKey } from "./support/bundle-server.ts";
import { question, world } from "./support/world.ts";

/** A body that goes on for as long as somebody reads, and how much of it was read. */
function endless(): { readonly body: ReadableStream<Uint8Array>; pulled(): number } {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1_024;
      controller.enqueue(new Uint8Array(1_024));
    },
  });
  return { body, pulled: () => pulled };
}

const tooLarge = {
  code: "bundle_too_large",
  message: "The answer has more than 65536 bytes and is read no further. Raise maxBundleBytes if the bundle is meant to be that large.",
};

// Four hundred megabytes were read before anybody looked at the signature.
test("an answer is read no further than a bundle may be long, before its signature is looked at", async () => {
  const { client, server } = world();
  const { body, pulled } = endless();
  server.instead = ({ url }) => (url.pathname.endsWith("/bundle") ? new Response(body) : undefined);
  const policies = client({ maxBundleBytes: 65_536 });
  await expect(policies.ready()).rejects.toMatchObject(tooLarge);
  expect(pulled()).toBeLessThan(80_000);
  expect(policies.evaluate(question()).reason).toBe("bundle_missing");
});

test("an answer that announces too much is not read at all, and one that announces too little no further", async () => {
  for (const [announced, most] of [
    ["65537", 2_048],
    ["10", 80_000],
  ] as const) {
    const { client, server } = world();
    const { body, pulled } = endless();
    server.instead = () => new Response(body, { headers: { "content-length": announced } });
    await expect(client({ maxBundleBytes: 65_536 }).ready()).rejects.toMatchObject(tooLarge);
    expect(pulled()).toBeLessThan(most);
  }
});

test("a key set has its own bound", async () => {
  const { client, server } = world();
  const { body, pulled } = endless();
  server.instead = ({ url }) => (url.pathname.endsWith("/jwks.json") ? new Response(body) : undefined);
  await expect(client().ready()).rejects.toMatchObject({ code: "bundle_too_large" });
  expect(pulled()).toBeLessThan(1_100_000);
});

// A fetch that spoke of its request left the key in the cause of the error, where loggers find it.
test("a cause keeps what went wrong and nothing of the request, however deep it stands", async () => {
  const { client, server } = world();
  const reset = Object.assign(new Error(`reset: Bearer ${secretKey}`), { code: "ECONNRESET", options: { headers: secretKey } });
  const thrown = Object.assign(new TypeError(`failed with authorization: Bearer ${secretKey}`, { cause: reset }), { config: { key: secretKey } });
  server.instead = () => Promise.reject(thrown);
  const error = (await client()
    .ready()
    .catch((refused: unknown) => refused)) as Error & { cause: Error & { cause: Error } };
  expect(error.cause).toMatchObject({ name: "TypeError", message: "failed with authorization: Bearer [secret]" });
  expect(error.cause.cause).toMatchObject({ message: "reset: Bearer [secret]", code: "ECONNRESET" });
  expect(wholeOf(error)).not.toContain(secretKey);
});

test("what a function for the key throws is kept without its words", async () => {
  const { client } = world();
  const secretOf = (): never => {
    throw Object.assign(new TypeError(`no vault for ${secretKey}`), { code: "ECONNREFUSED" });
  };
  const error = (await client({ secretKey: secretOf })
    .ready()
    .catch((refused: unknown) => refused)) as Error;
  expect(error.cause).toMatchObject({ name: "TypeError", message: "Its message is left out, since it could name the key.", code: "ECONNREFUSED" });
  expect(wholeOf(error)).not.toContain(secretKey);
});

/** All that a logger could find of an error. */
function wholeOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? "";
  const own = Object.getOwnPropertyNames(error).map((name) => (error as unknown as Record<string, unknown>)[name]);
  return [error.name, ...own.map((value) => wholeOf(value))].join(" ");
}
