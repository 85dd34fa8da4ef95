import type { Mutant } from "../mutant.ts";

const backend = "packages/mock/src/pipeline/backend.ts";
const idempotency = "packages/mock/src/pipeline/idempotency.ts";
const cursor = "packages/mock/src/pipeline/cursor.ts";
const operations = "packages/mock/test/operations";
const idempotencyTests: readonly string[] = ["packages/mock/test/pipeline/idempotency.test.ts"];
const cursorTests: readonly string[] = [`${operations}/members.test.ts`, `${operations}/teams.test.ts`];

/** What every request goes through. */
export const pipeline: readonly Mutant[] = [
  {
    id: "idempotency-repeats-the-effect",
    breaks: "The same idempotency key takes effect twice.",
    file: backend,
    find: "        if (first) {\n",
    replace: "        if (first === null) {\n",
    tests: idempotencyTests,
  },
  {
    id: "idempotency-ignores-the-body",
    breaks: "Another body under the same idempotency key gets the answer to the first.",
    file: idempotency,
    find: `if (record.bodyHash !== inputHash) fail("idempotency_key_reused");`,
    replace: "",
    tests: ["tests/src/generative/codes.test.ts"],
  },
  {
    id: "idempotency-never-forgets",
    breaks: "An idempotency key answers a day later as if it were the same call.",
    file: idempotency,
    find: "if (!record || record.expiresAt <= tx.now) return undefined;",
    replace: "if (!record) return undefined;",
    tests: ["packages/mock/test/pipeline/idempotency-life.test.ts"],
  },
  {
    id: "refusals-kept",
    breaks: "A refusal by permission, lock or limit is told again with its key long after its reason has gone.",
    file: idempotency,
    find: "return outcome.ok || keptStatuses.includes(errorCodes[outcome.code as ErrorCode].status);",
    replace: "return outcome.ok || errorCodes[outcome.code as ErrorCode].status < 500;",
    tests: ["packages/mock/test/pipeline/idempotency-refusals.test.ts"],
  },
  {
    id: "idempotency-ignores-the-device",
    breaks: "Whoever has seen a sign-in whole repeats it on another device and is shown its tokens.",
    file: idempotency,
    find: `return [device ?? ""];`,
    replace: "return [];",
    tests: idempotencyTests,
  },
  {
    id: "cursor-unsigned",
    breaks: "A cursor can be made up.",
    file: cursor,
    find: "|| !equalInConstantTime(signature, this.#sign(body, scope))) fail",
    replace: ") fail",
    tests: cursorTests,
  },
  {
    id: "cursor-not-bound",
    breaks: "A cursor of one list, filter or tenant works for another.",
    file: cursor,
    find: "utf8ToBytes(`${scope}\\n${body}`)",
    replace: "utf8ToBytes(body)",
    tests: cursorTests,
  },
  {
    id: "precondition-ignored",
    breaks: "A writer with an old version overwrites the new one.",
    file: backend,
    find: `checkPrecondition(exchange.header("if-match"), () => handler.version?.(decide, input));`,
    replace: "",
    tests: [`${operations}/members.test.ts`, `${operations}/teams.test.ts`],
  },
  {
    id: "publishable-key-of-anybody",
    breaks: "The publishable key of another environment is accepted.",
    file: backend,
    find: `if (key !== null && key !== publishableKey) fail("api_key_invalid",`,
    replace: `if (key === "") fail("api_key_invalid",`,
    tests: ["packages/mock/test/pipeline/addressee.test.ts"],
  },
  {
    id: "origin-unchecked",
    breaks: "A page of any origin may read answers.",
    file: backend,
    find: `if (origin !== null && !cors) fail("origin_not_allowed");`,
    replace: "",
    tests: ["packages/mock/test/pipeline/addressee.test.ts"],
  },
  {
    id: "fault-hides",
    breaks: "A request that a fault struck counts as proof.",
    file: backend,
    find: "const faulted = fault !== undefined;",
    replace: "const faulted = fault === null;",
    tests: ["packages/mock/test/evidence/evidence.test.ts"],
  },
];
