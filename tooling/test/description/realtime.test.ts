import { expect, test } from "vitest";
import { bundle } from "../../src/description/bundle.ts";
import { readRealtime } from "../../src/description/realtime.ts";

const { events } = bundle()["x-plinto-registries"];
const { topics, schemas, client, server, closeCodes } = readRealtime(events);
const typesOf = (name: string): readonly string[] => topics.find((topic) => topic.name === name)!.types;

test("A topic carries what the registry of events says, by channel and by who may read", () => {
  expect(typesOf("organization")).toContain("member.added");
  expect(typesOf("organization")).not.toContain("session.created");
  expect(typesOf("user")).toEqual(expect.arrayContaining(["session.created", "invitation.created"]));
  expect(typesOf("policy").every((type) => type.startsWith("policy."))).toBe(true);
  expect(typesOf("audit")).toContain("auth.sign_in_failed");
  expect(typesOf("environment")).toEqual(
    Object.keys(events)
      .filter((type) => events[type]!.channels.includes("realtime"))
      .sort(),
  );
});

test("Every event for sockets is carried by another topic than that of the environment, but those of the environment itself", () => {
  const carried = new Set(topics.filter(({ name }) => name !== "environment").flatMap(({ types }) => types));
  const alone = Object.keys(events).filter((type) => events[type]!.channels.includes("realtime") && !carried.has(type));
  expect(alone.map((type) => events[type]!.permission)).toEqual(alone.map(() => "environment"));
});

test("Every frame has a kind, and a client's frames take no member that is not described", () => {
  for (const name of [...client, ...server]) expect(schemas[name]!.properties).toHaveProperty("kind");
  for (const name of client) expect(schemas[name]).toMatchObject({ additionalProperties: false });
});

test("Close codes are in the ranges that say what a client does", () => {
  for (const code of Object.keys(closeCodes).map(Number)) expect(code >= 4000 && code < 4400).toBe(true);
});
