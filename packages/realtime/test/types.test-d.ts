import { type Plinto, type PlintoError, createClient } from "@plinto/core";
import { expectTypeOf, test } from "vitest";
import { type Gap, type Message, type Realtime, type Subscription, type SubscriptionOptions, type TopicItem, createRealtime } from "../src/index.ts";
import type { topicParameters } from "../src/generated/topics.ts";
import type { MemberAddedEvent, TeamCreatedEvent } from "../src/generated/events.ts";

declare const plinto: Plinto;
declare const realtime: Realtime;
declare const options: SubscriptionOptions;

test("Clients with and without a session fit, and so does the global WebSocket", () => {
  expectTypeOf(createRealtime(plinto, { WebSocket })).toEqualTypeOf<Realtime>();
  expectTypeOf(createRealtime(createClient({ baseUrl: "https://api.test" }))).toEqualTypeOf<Realtime>();
});

test("A topic types its parameters and its events", () => {
  const organization = realtime.subscribe("organization:{orgId}", { orgId: "org_1" }, options);
  expectTypeOf(organization).toEqualTypeOf(realtime.organization("org_1", options));
  organization.on("member.added", (event) => expectTypeOf(event).toEqualTypeOf<MemberAddedEvent>());
  organization.on("team.created", (event) => expectTypeOf(event).toEqualTypeOf<TeamCreatedEvent>());
  organization.on("gap", (gap) => expectTypeOf(gap).toEqualTypeOf<Gap>());
  organization.on("message", (message) => expectTypeOf(message).toEqualTypeOf<Message>());
  organization.on("end", (error) => expectTypeOf(error).toEqualTypeOf<PlintoError>());
  // @ts-expect-error a session's events are the person's
  organization.on("session.created", () => {});
  // @ts-expect-error the parameter of this topic is orgId
  realtime.subscribe("organization:{orgId}", { userId: "usr_1" }, options);
  // @ts-expect-error there is no such topic
  realtime.subscribe("planet:{orgId}", { orgId: "org_1" }, options);
});

test("Every topic of the registry has a method, and its subscription is that of its address", () => {
  expectTypeOf<keyof typeof topicParameters>().toExtend<keyof Realtime>();
  expectTypeOf(realtime.user).toEqualTypeOf<(userId: string, options: SubscriptionOptions) => Subscription<"user:{userId}">>();
  expectTypeOf(realtime.environment).toEqualTypeOf<(options: SubscriptionOptions) => Subscription<"environment">>();
});

test("What to do about a gap is never optional", () => {
  // @ts-expect-error onGap is missing
  realtime.organization("org_1", {});
  // @ts-expect-error the options are missing
  realtime.organization("org_1");
});

test("Items narrow by kind, and a key sees the events of its topic", () => {
  const items = realtime.policy("org_1", options).items({ policy: "coalesce", key: (event) => event.target.id });
  expectTypeOf<(typeof items extends AsyncIterable<infer I> ? I : never)["kind"]>().toEqualTypeOf<TopicItem["kind"]>();
});
