import { expectTypeOf, test } from "vitest";
import {
  createKeyring,
  createWebhookReceiver,
  isWebhookError,
  memoryStore,
  signWebhook,
  verifySignature,
  verifyWebhook,
  type Clock,
  type EventSource,
  type KnownWebhookEvent,
  type MemberAddedEvent,
  type SignatureFacts,
  type UnknownEvent,
  type WebhookError,
  type WebhookEvent,
  type WebhookEvents,
  type WebhookEventType,
  type WebhookHeaders,
  type WebhookReceiver,
  type WebhookStore,
} from "../src/index.ts";
import { ed25519, ed25519Signer } from "../src/ed25519.ts";
import { explainMismatch } from "../src/explain.ts";
import { postgresStore, type PostgresTransaction } from "../src/postgres.ts";
import { exampleEvent } from "../src/testing.ts";

declare const event: WebhookEvent;
declare const headers: WebhookHeaders;
declare const request: Request;

test("comparing the type narrows the event and its data", () => {
  if (event.type === "member.added") {
    expectTypeOf(event).toEqualTypeOf<MemberAddedEvent>();
    expectTypeOf(event.data.userId).toBeString();
  }
  if (event.type === "member.added" || event.type === "member.removed") expectTypeOf(event.data.userId).toBeString();
});

test("what remains of a switch is an unknown event, whose data is unknown", () => {
  switch (event.type) {
    case "organization.created":
      expectTypeOf(event.data.slug).toBeString();
      break;
    default: {
      expectTypeOf<UnknownEvent>().toExtend<typeof event>();
      expectTypeOf(event.type).toExtend<string>();
    }
  }
  type Rest = Exclude<WebhookEvent, KnownWebhookEvent>;
  expectTypeOf<Rest>().toEqualTypeOf<UnknownEvent>();
  expectTypeOf<UnknownEvent["data"]>().toBeUnknown();
  expectTypeOf<UnknownEvent["type"]>().toExtend<string>();
});

test("only events that webhooks deliver are among the types", () => {
  expectTypeOf<"member.added">().toExtend<WebhookEventType>();
  expectTypeOf<"auth.sign_in_failed">().not.toExtend<WebhookEventType>();
  expectTypeOf<string>().not.toExtend<WebhookEventType>();
  expectTypeOf<WebhookEvents["invitation.created"]["data"]>().toHaveProperty("email");
});

test("verifying takes a body with headers, or a request", () => {
  expectTypeOf(verifyWebhook("", headers, "whsec_")).resolves.toEqualTypeOf<WebhookEvent>();
  expectTypeOf(verifyWebhook(request, "whsec_", { toleranceSeconds: false })).resolves.toEqualTypeOf<WebhookEvent>();
  expectTypeOf(verifySignature(new ArrayBuffer(1), headers, ["whsec_", ed25519("whpk_")])).resolves.toEqualTypeOf<SignatureFacts>();
  expectTypeOf<Headers>().toExtend<WebhookHeaders>();
  expectTypeOf<Record<string, string | string[] | undefined>>().toExtend<WebhookHeaders>();
  void verifyWebhook("", createKeyring([{ id: "new", secret: "whsec_" }]) as never, "whsec_");
  // @ts-expect-error a parsed body
  void verifyWebhook({ type: "member.added" }, headers, "whsec_");
  // @ts-expect-error no secret
  void verifyWebhook("", headers);
  // @ts-expect-error a secret that may be absent
  void verifyWebhook("", headers, undefined as string | undefined);
  // @ts-expect-error an unknown option
  void verifyWebhook(request, "whsec_", { tolerance: 5 });
});

test("signing gives headers that verifying and fetch take", () => {
  expectTypeOf(signWebhook("", ["whsec_", ed25519Signer("whsk_")], { id: "evt_1" })).resolves.toExtend<WebhookHeaders>();
  expectTypeOf(signWebhook("", "whsec_", { id: "evt_1" })).resolves.toExtend<HeadersInit>();
  // @ts-expect-error a public key signs nothing
  void signWebhook("", ed25519("whpk_"), { id: "evt_1" });
  // @ts-expect-error the id is mandatory
  void signWebhook("", "whsec_", {});
});

test("a handler gets the event of its type, and what the store writes through", () => {
  const plain = createWebhookReceiver({ secrets: "whsec_", store: memoryStore(), explain: explainMismatch });
  expectTypeOf(plain).toEqualTypeOf<WebhookReceiver>();
  plain.on("member.added", (received, { tx, delivery }) => {
    expectTypeOf(received).toEqualTypeOf<MemberAddedEvent>();
    expectTypeOf(tx).toEqualTypeOf<undefined>();
    expectTypeOf(delivery).toEqualTypeOf<SignatureFacts | undefined>();
  });
  plain.otherwise((received) => expectTypeOf(received).toEqualTypeOf<WebhookEvent>());
  // @ts-expect-error a type that does not exist
  plain.on("member.aded", () => {});

  interface Client extends PostgresTransaction {
    copy(): void;
  }
  const store = postgresStore<Client>({ transaction: async (work) => work({} as Client) });
  createWebhookReceiver({ secrets: "whsec_", store }).on("member.added", (_, { tx }) => expectTypeOf(tx).toEqualTypeOf<Client>());
  // @ts-expect-error a store is mandatory
  createWebhookReceiver({ secrets: "whsec_" });
});

test("a list of events, a clock and a store are taken by their shape", () => {
  interface Page {
    data: { id: string }[];
    nextCursor: string | null;
    prevCursor: string | null;
  }
  expectTypeOf<{ list(parameters?: { cursor?: string; pageSize?: number }): Promise<Page> }>().toExtend<EventSource>();
  expectTypeOf<{ now(): number; setTimeout(callback: () => void, ms: number): () => void }>().toExtend<Clock>();
  const own: WebhookStore = { once: async (_, effect) => (await effect(undefined), { status: "done" }) };
  createWebhookReceiver({ secrets: "whsec_", store: own });
});

test("errors narrow by their code", () => {
  const error: unknown = null;
  if (isWebhookError(error)) expectTypeOf(error).toEqualTypeOf<WebhookError>();
  if (isWebhookError(error, "timestamp_too_old")) expectTypeOf(error.code).toEqualTypeOf<"timestamp_too_old">();
  // @ts-expect-error no such code
  isWebhookError(error, "tired");
});

test("an example is typed by its type, and so is what differs", () => {
  expectTypeOf(exampleEvent("member.added", { data: { userId: "usr_1" } })).toEqualTypeOf<MemberAddedEvent>();
  // @ts-expect-error no such member
  exampleEvent("member.added", { data: { planet: "Ida" } });
});
