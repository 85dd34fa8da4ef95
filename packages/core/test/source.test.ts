import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as client from "../src/client.ts";
import * as door from "../src/index.ts";
import * as otel from "../src/otel.ts";
import * as passkeys from "../src/passkeys.ts";

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
  ["timers", /(?<![.\w])set(Timeout|Interval)\((?!callback:)/],
  ["randomness", /\bMath\.random\b|\bcrypto\b/],
  ["the network", /(?<![.\w])fetch\(|\bglobalThis\b|\bXMLHttpRequest\b/],
  ["the page", /\b(window|document|navigator|localStorage)\b/],
  ["the process", /\bprocess\b/],
  ["the console", /\bconsole\b/],
])("only platform.ts asks the system for %s", (_, pattern) => {
  expect(files.filter((name) => name !== "platform.ts" && pattern.test(code(name)))).toEqual([]);
});

test("nothing depends on AbortSignal.any, which edge runtimes lack", () => {
  expect(files.filter((name) => /AbortSignal\.(any|timeout)/.test(code(name)))).toEqual([]);
});

test("a client without a session carries nothing of one", () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    // Type imports leave no code behind.
    for (const [, names = "", target = ""] of readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type )([\s\S]*?) from "(\.[^"]+)"/gm)) {
      if (!/^\{(?:\s*type \w+,?)*\s*\}$/.test(names)) visit(path.resolve(path.dirname(file), target));
    }
  };
  visit(path.join(root, "client.ts"));
  visit(path.join(root, "operation.ts"));
  const reached = [...seen].map((file) => path.relative(root, file));
  expect(reached.filter((name) => /session\/|step-up\.ts$/.test(name) || name === "assemble.ts")).toEqual([]);
  expect(reached).toContain("transport/retry.ts");
});

// A schema called Session once stood behind our own Session: declarations that mentioned it could not be written down.
test("no name of the front door hides a shape of the API", () => {
  const names = (file: string): string[] =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(/export (?:type )?\{([^}]+)\}|export interface (\w+)/g)].flatMap(([, list = "", single]) =>
      [...list.split(","), single ?? ""].map((name) => name.replace(/^\s*type /, "").trim()).filter(Boolean),
    );
  const shapes = new Set(names("generated/shapes.ts"));
  expect(shapes).toContain("Session");
  expect([...names("index.ts"), ...names("generated/facade.ts")].filter((name) => shapes.has(name))).toEqual([]);
});

test("the doors show these names and no others", () => {
  expect(Object.keys(door).sort()).toEqual([
    "PLINTO_VERSION",
    "PlintoError",
    "assemble",
    "call",
    "callList",
    "createClient",
    "createHttp",
    "createPlinto",
    "createProofKey",
    "isPlintoError",
    "memoryStorage",
    "problemFacts",
    "redact",
    "webStorage",
  ]);
  expect(Object.keys(client).sort()).toEqual(["clientOver", "createClient", "createHttp"]);
  expect(Object.keys(passkeys).sort()).toEqual(["createPasskey", "getPasskey", "isConditionalUiSupported", "isPasskeySupported"]);
  expect(Object.keys(otel)).toEqual(["instrument"]);
});
