import type { PolicyCondition } from "@plinto/spec";
import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { atAcme, environmentAtAcme, newPolicy } from "./at-acme.ts";

const about = { effect: "deny", actions: ["documents:read"], resources: ["*"] } as const;

/** A condition so deep inside others. */
function nested(depth: number): PolicyCondition {
  return depth === 0 ? { type: "mfa" } : { type: "not", condition: nested(depth - 1) };
}

const cases: readonly (readonly [what: string, document: object, pointer: string, code: string])[] = [
  ["conditions eleven deep", { ...about, conditions: [nested(10)] }, `/document/conditions/0${"/condition".repeat(10)}`, "too_deep"],
  [
    "more conditions than a policy may have",
    { ...about, conditions: Array.from({ length: 201 }, (_, maxSeconds) => ({ type: "authentication_age", maxSeconds })) },
    "/document/conditions",
    "list_too_long",
  ],
  [
    "a list of fifty thousand subjects",
    { ...about, subjects: Array.from({ length: 50_000 }, (_, index) => `user:u${index}`) },
    "/document/subjects",
    "list_too_long",
  ],
  ["a priority beyond the highest", { ...about, priority: 1e9 }, "/document/priority", "value_invalid"],
  [
    "an attribute that every object inherits",
    { ...about, conditions: [{ type: "attribute", attribute: "subject.attributes.__proto__.role", operator: "equals", value: "x" }] },
    "/document/conditions/0/attribute",
    "attribute_unknown",
  ],
  [
    "a regular expression as operator",
    { ...about, conditions: [{ type: "attribute", attribute: "subject.attributes.name", operator: "matches", value: "(a+)+$" }] },
    "/document/conditions/0/operator",
    "operator_unknown",
  ],
  [
    "a zone that nobody knows",
    { ...about, conditions: [{ type: "time_window", timeZone: "Mars/Olympus" }] },
    "/document/conditions/0/timeZone",
    "time_zone_unknown",
  ],
  ["a later language", { ...about, languageVersion: 2 }, "/document/languageVersion", "language_version_unsupported"],
  [
    "parameters of an obligation without end",
    { ...about, obligations: [{ type: "mask", parameters: { fields: Array.from({ length: 300 }, String) } }] },
    "/document/obligations/0/parameters",
    "too_large",
  ],
];

test.each(cases)("%s is refused at creation, with its place", async (_what, document, pointer, code) => {
  const ada = await atAcme(createMock(), "ada");

  const answer = await ada.post("/v1/policies", { name: "Hostile", document });

  expect(answer).toMatchObject({ status: 400, body: { code: "policy_invalid", detail: expect.stringContaining("Correct what `errors` names") } });
  expect(answer.body.errors[0]).toMatchObject({ pointer, code });
  expect(answer.body.errors.length).toBeLessThanOrEqual(100);
});

test("a name that reaches into a prototype ends the call before anything looks at it", async () => {
  const ada = await atAcme(createMock(), "ada");

  expect(
    await ada.post("/v1/policies", {
      name: "Hostile",
      document: JSON.parse('{"effect":"deny","actions":["*"],"resources":["*"],"obligations":[{"type":"a","parameters":{"__proto__":1}}]}'),
    }),
  ).toMatchObject({
    status: 400,
    body: { code: "validation_failed", errors: [{ pointer: "/document/obligations/0/parameters/__proto__", code: "name_forbidden" }] },
  });
});

test("more policies about one call than a decision considers refuse it, and say so", async () => {
  const mock = createMock();
  const environment = environmentAtAcme(mock);
  const bob = await atAcme(mock, "bob");
  for (let made = 0; made <= 1_000; made += 1)
    await newPolicy(environment, { effect: "allow", actions: ["members:read"], resources: ["*"], subjects: ["role:member"] });

  const refused = await bob.get(`/v1/organizations/${mock.seed.organizations.acme.id}/members`);

  expect(refused).toMatchObject({
    status: 403,
    body: { code: "permission_denied", reason: "too_many_candidates", detail: "The policies of the organization refuse this." },
  });
  expect(refused.body).not.toHaveProperty("policyIds");
});
