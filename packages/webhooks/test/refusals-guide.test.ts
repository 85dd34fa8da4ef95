import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { answerToError } from "../src/answer.ts";
import { WebhookError, type WebhookErrorCode } from "../src/index.ts";

const guide = readFileSync(path.join(import.meta.dirname, "../../../docs/guides/webhook-refusals.md"), "utf8");
const sections = [...guide.matchAll(/^### (\w+) [\s\S]*?^\*\*Answer\.\*\* (.+)$/gm)].map(([, code, answer]) => [code!, answer!] as const);

test("the guide has the answer to each refusal", () => expect(sections.length).toBeGreaterThan(20));

test.each(sections)("the guide tells of %s what a receiver answers", (code, answer) => {
  const { status } = answerToError(new WebhookError(code as WebhookErrorCode, "refused"));
  const told = Number(/The receiver answers (\d+)|answered with (\d+)/.exec(answer)?.slice(1).find(Boolean));
  // What is found at start is thrown, and answers nobody.
  if (answer === "It is found at start.") expect(["option_invalid", "handler_duplicated"]).toContain(code);
  else expect(told).toBe(status);
});
