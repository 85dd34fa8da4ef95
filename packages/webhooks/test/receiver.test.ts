import { expect, test } from "vitest";
import { createWebhookReceiver, isWebhookError, memoryStore, type WebhookEvent, type WebhookReceiver, type WebhookReceiverOptions } from "../src/index.ts";
import { explainMismatch } from "../src/explain.ts";
import { exampleEvent, signedRequest } from "../src/testing.ts";
import { failure, now, otherSecret, secret, standingClock } from "./support/fixtures.ts";

const clock = standingClock();
const event = exampleEvent("member.added");

interface Setup {
  receiver: WebhookReceiver;
  handled: WebhookEvent[];
  errors: unknown[];
  send(request?: Promise<Request>): Promise<Response>;
}

function setUp(options: Partial<WebhookReceiverOptions<undefined>> = {}): Setup {
  const handled: WebhookEvent[] = [];
  const errors: unknown[] = [];
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore({ clock }), clock, onError: (error) => errors.push(error), ...options });
  receiver.on("member.added", (received) => void handled.push(received));
  return { receiver, handled, errors, send: async (request = signedRequest(event, secret, { clock })) => receiver.handle(await request) };
}

test("a delivery is handled and answered with 204, a repetition is answered alone", async () => {
  const { handled, send } = setUp();
  for (const attempt of [1, 2, 3]) {
    const response = await send();
    expect(response.status, `attempt ${attempt}`).toBe(204);
    expect(await response.text()).toBe("");
  }
  expect(handled).toEqual([event]);
});

test("the handler is told which key signed, and when", async () => {
  const { receiver } = setUp();
  const seen: unknown[] = [];
  receiver.on("member.removed", (_, context) => void seen.push(context));
  await receiver.handle(await signedRequest(exampleEvent("member.removed"), secret, { clock }));
  expect(seen).toEqual([{ tx: undefined, delivery: { id: exampleEvent("member.removed").id, timestamp: now, skewSeconds: 0, keyId: "0", version: "v1" } }]);
});

test("an event without handler is answered with 204, is not remembered, and can have a handler later", async () => {
  const { receiver, errors, send } = setUp();
  const later = exampleEvent("member.updated");
  expect((await send(signedRequest(later, secret, { clock }))).status).toBe(204);
  const seen: string[] = [];
  receiver.on("member.updated", ({ id }) => void seen.push(id));
  expect((await send(signedRequest(later, secret, { clock }))).status).toBe(204);
  expect(seen).toEqual([later.id]);
  expect(errors).toEqual([]);
});

test("otherwise gets every event without handler of its own, newer types and prototype names included", async () => {
  const { receiver, handled, send } = setUp();
  const others: string[] = [];
  receiver.otherwise(({ type }) => void others.push(type));
  await send();
  for (const type of ["planet.discovered", "constructor", "__proto__", "toString"]) {
    expect((await send(signedRequest({ ...event, id: `evt_${type.replace(".", "_")}`, type } as { id: string }, secret, { clock }))).status).toBe(204);
  }
  expect(handled).toHaveLength(1);
  expect(others).toEqual(["planet.discovered", "constructor", "__proto__", "toString"]);
});

test("while a handler runs the same event is answered with 409 and a time to wait", async () => {
  const { receiver } = setUp();
  const finish = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  receiver.on("member.updated", async () => {
    begun.resolve();
    await finish.promise;
  });
  const request = (): Promise<Request> => signedRequest(exampleEvent("member.updated"), secret, { clock });
  const first = receiver.handle(await request());
  await begun.promise;
  const second = await receiver.handle(await request());
  expect([second.status, second.headers.get("retry-after")]).toEqual([409, "1"]);
  finish.resolve();
  expect((await first).status).toBe(204);
  expect((await receiver.handle(await request())).status).toBe(204);
});

test("a handler that throws is answered with 500 without its words, told of, and run again", async () => {
  const { receiver, errors } = setUp();
  const cause = new Error("the database password is wrong");
  let attempts = 0;
  receiver.on("member.updated", () => {
    attempts += 1;
    if (attempts === 1) throw cause;
  });
  const request = (): Promise<Request> => signedRequest(exampleEvent("member.updated"), secret, { clock });
  const response = await receiver.handle(await request());
  expect(response.status).toBe(500);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toEqual({ type: "about:blank", title: "The handler of this event failed.", status: 500, code: "handler_failed" });
  expect(errors).toEqual([cause]);
  expect((await receiver.handle(await request())).status).toBe(204);
  expect(attempts).toBe(2);
});

test.each([
  ["a forged signature", async () => signedRequest(event, otherSecret, { clock }), 401, "signature_mismatch"],
  ["an old delivery", async () => signedRequest(event, secret, { timestamp: now - 301 }), 401, "timestamp_too_old"],
  ["a delivery from the future", async () => signedRequest(event, secret, { timestamp: now + 301 }), 401, "timestamp_in_future"],
  ["no headers", async () => new Request("https://receiver.test/", { method: "POST", body: "{}" }), 400, "header_missing"],
  ["no body", async () => new Request("https://receiver.test/", { method: "POST" }), 400, "header_missing"],
  ["a verified body that is no JSON", async () => signedRequest("hello", secret, { id: "evt_1", clock }), 400, "payload_not_json"],
  ["a body beyond the limit", async () => signedRequest("x".repeat(1_048_577), secret, { id: "evt_1", clock }), 413, "body_too_large"],
])("%s is refused with a problem document", async (_, request, status, code) => {
  const { handled, errors, send } = setUp();
  const response = await send(request());
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ status, code });
  expect(errors.map((error) => isWebhookError(error) && error.code)).toEqual([code]);
  expect(handled).toEqual([]);
});

test("a body that is streamed without a length stops at the limit", async () => {
  const { send, errors } = setUp({ maxBodyBytes: 1000 });
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(400));
    },
  });
  const response = await send(Promise.resolve(new Request("https://receiver.test/", { method: "POST", body, duplex: "half" } as RequestInit)));
  expect(response.status).toBe(413);
  expect(pulled).toBeLessThan(10);
  expect(isWebhookError(errors[0], "body_too_large")).toBe(true);
});

test("a mistake of the receiving program is 500 and does not name itself to the outside", async () => {
  const { send, errors } = setUp();
  const request = await signedRequest(event, secret, { clock });
  await request.text();
  const response = await send(Promise.resolve(request));
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ code: "body_already_read", title: "The receiver is not set up to verify this delivery." });
  expect(isWebhookError(errors[0], "body_already_read")).toBe(true);
});

test("only POST is answered", async () => {
  const { send } = setUp();
  const response = await send(Promise.resolve(new Request("https://receiver.test/")));
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("a second handler for the same events is wrong use", async () => {
  const { receiver } = setUp();
  receiver.otherwise(() => {});
  const errors = [await failure((async () => receiver.on("member.added", () => {}))()), await failure((async () => receiver.otherwise(() => {}))())];
  expect(errors.map((error) => isWebhookError(error) && error.code)).toEqual(["handler_duplicated", "handler_duplicated"]);
  expect(String(errors[0])).toMatch(/There is a handler for member.added already/);
});

test.each([{ maxBodyBytes: -1 }, { maxBodyBytes: Number.NaN }, { toleranceSeconds: -1 }])("%j is found at construction", (options) => {
  expect(() => setUp(options)).toThrow(/maxBodyBytes has to be|toleranceSeconds has to be/);
});

test("in development a broken body is named, to the program and to the sender", async () => {
  const { receiver, errors } = setUp({ explain: explainMismatch });
  const request = await signedRequest(event, secret, { clock });
  const pretty = JSON.stringify(await request.clone().json(), null, 2);
  const answer = await receiver.receive({ headers: request.headers, body: pretty });
  expect(answer).toMatchObject({ outcome: "refused", status: 401 });
  expect(isWebhookError(errors[0], "signature_mismatch") && errors[0].explanation).toMatch(/parsed and written as JSON again/);
  expect(answer.body).toMatch(/before any JSON parser/);
  const forged = await receiver.receive({ headers: request.headers, body: "{}" });
  expect(forged.status).toBe(401);
  expect(isWebhookError(errors[1], "signature_mismatch") && errors[1].explanation).toBeUndefined();
});

test("without onError the console is told of what the program's people can mend", async ({ onTestFinished }) => {
  const written: unknown[][] = [];
  const original = console.error;
  console.error = (...parts: unknown[]) => void written.push(parts);
  onTestFinished(() => void (console.error = original));
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore(), clock }).on("member.added", () => {
    throw new Error("broken");
  });
  await receiver.handle(await signedRequest(event, secret, { clock }));
  await receiver.handle(await signedRequest(event, otherSecret, { clock }));
  await receiver.handle(new Request("https://receiver.test/", { method: "POST", body: "nonsense" }));
  expect(written.map(([text]) => text)).toEqual([
    "[plinto] The handler of a webhook failed, and the sender will try again.",
    expect.stringMatching(/^\[plinto\] A webhook was refused: No key made this signature/),
  ]);
  expect(JSON.stringify(written)).not.toContain(secret.slice(6));
});

test("events that were missed run through the same handlers, once with those that were delivered", async () => {
  const { receiver, handled, send } = setUp();
  await send();
  const missed = ["a", "b", "c", "d"].map((id) => exampleEvent("member.added", { id: `evt_${id}` }));
  const pages = [
    { data: [event, missed[0]!, exampleEvent("role.created")], nextCursor: "c2" },
    { data: [missed[1]!, missed[2]!], nextCursor: "c3" },
    { data: [missed[3]!], nextCursor: null },
  ];
  const asked: object[] = [];
  const source = {
    list: async (parameters: { cursor?: string }) => {
      asked.push(parameters);
      return pages[asked.length - 1]!;
    },
  };
  const cursors: string[] = [];
  const result = await receiver.catchUp(source, { onCursor: (cursor) => void cursors.push(cursor) });
  expect(result).toEqual({ done: 4, duplicates: 1, unhandled: 1, inProgress: 0, cursor: "c3" });
  expect(asked).toEqual([{}, { cursor: "c2" }, { cursor: "c3" }]);
  expect(cursors).toEqual(["c2", "c3"]);
  expect(handled.map(({ id }) => id)).toEqual([event.id, "evt_a", "evt_b", "evt_c", "evt_d"]);
  // The same event as a late delivery.
  expect((await send(signedRequest(missed[2]!, secret, { clock }))).status).toBe(204);
  expect(handled).toHaveLength(5);
});

test("catching up stops at the first failure with its error, and goes on from its cursor", async () => {
  const { receiver } = setUp();
  let isBroken = true;
  const seen: string[] = [];
  receiver.on("member.updated", ({ id }) => {
    if (id === "evt_b" && isBroken) throw new Error("broken");
    seen.push(id);
  });
  const of = (id: string): object => exampleEvent("member.updated", { id });
  const source = {
    list: async ({ cursor }: { cursor?: string }) =>
      cursor === undefined ? { data: [of("evt_a")], nextCursor: "c2" } : { data: [of("evt_b"), of("evt_c")], nextCursor: null },
  };
  let saved: string | undefined;
  const error = await failure(receiver.catchUp(source, { onCursor: (cursor) => void (saved = cursor) }));
  expect(error).toEqual(new Error("broken"));
  isBroken = false;
  const result = await receiver.catchUp(source, { cursor: saved! });
  expect(result).toEqual({ done: 2, duplicates: 0, unhandled: 0, inProgress: 0, cursor: "c2" });
  expect(seen).toEqual(["evt_a", "evt_b", "evt_c"]);
});
