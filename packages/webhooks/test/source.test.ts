import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as ed25519 from "../src/ed25519.ts";
import * as explain from "../src/explain.ts";
import * as expressDoor from "../src/express.ts";
import * as fastifyDoor from "../src/fastify.ts";
import * as honoDoor from "../src/hono.ts";
import * as door from "../src/index.ts";
import * as nextDoor from "../src/next.ts";
import * as nodeDoor from "../src/node.ts";
import * as postgres from "../src/postgres.ts";
import * as redis from "../src/redis.ts";
import * as testing from "../src/testing.ts";

const root = path.join(import.meta.dirname, "../src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !name.startsWith("generated"));
/** Source without comments and without the contents of strings. */
const code = (name: string): string =>
  readFileSync(path.join(root, name), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/"[^"\n]*"/g, '""');

test.each([
  ["the time", /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/],
  ["timers", /(?<![.\w])set(Timeout|Interval)\(/],
  ["randomness and keys", /\bMath\.random\b|(?<![.\w])crypto\./],
  ["the network", /(?<![.\w])fetch\(|\bglobalThis\b/],
  ["the process", /\bprocess\b|\bBuffer\b/],
  ["the console", /\bconsole\b/],
])("only platform.ts asks the system for %s", (_, pattern) => {
  expect(files.filter((name) => name !== "platform.ts" && pattern.test(code(name)))).toEqual([]);
});

test("no door needs a package: frameworks and databases are taken by their shape", () => {
  const imported = files.flatMap((name) => [...readFileSync(path.join(root, name), "utf8").matchAll(/from "([^."][^"]*)"/g)].map(([, target]) => target));
  expect([...new Set(imported)].filter((name) => name !== "@plinto/spec")).toEqual([]);
});

test("the doors show these names and no others", () => {
  expect(Object.keys(door).sort()).toEqual([
    "WebhookError",
    "createKeyring",
    "createWebhookReceiver",
    "isWebhookError",
    "memoryStore",
    "signWebhook",
    "verifySignature",
    "verifyWebhook",
  ]);
  expect(Object.keys(nodeDoor)).toEqual(["nodeWebhooks"]);
  expect(Object.keys(expressDoor)).toEqual(["expressWebhooks"]);
  expect(Object.keys(fastifyDoor)).toEqual(["fastifyWebhooks"]);
  expect(Object.keys(honoDoor)).toEqual(["honoWebhooks"]);
  expect(Object.keys(nextDoor).sort()).toEqual(["nextPagesWebhooks", "nextWebhooks"]);
  expect(Object.keys(redis)).toEqual(["redisStore"]);
  expect(Object.keys(postgres).sort()).toEqual(["poolTransaction", "postgresStore"]);
  expect(Object.keys(ed25519).sort()).toEqual(["ed25519", "ed25519Signer"]);
  expect(Object.keys(explain)).toEqual(["explainMismatch"]);
  expect(Object.keys(testing).sort()).toEqual(["exampleEvent", "signedRequest", "storeConformance"]);
});

test("every refusal code is explained in the README, and nothing else is", () => {
  const declared = [...readFileSync(path.join(root, "errors.ts"), "utf8").matchAll(/^\s+\| "(\w+)";?$/gm)].map(([, name]) => name);
  const explained = [...readFileSync(path.join(root, "../README.md"), "utf8").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(declared.length).toBeGreaterThan(20);
  expect(explained.sort()).toEqual(declared.sort());
});
