import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { userId } from "../../api.ts";
import { allow, atAcme, deny, newPolicy } from "./at-acme.ts";

const document = { type: "document", id: "doc_1" };
const good = { action: "documents:read", resource: document };
const batch = "/v1/policies/evaluate/batch";

describe("evaluatePoliciesBatch", () => {
  // One row with a time of "yesterday" took the answers of ninety-nine others with it.
  test.each<[object | null, string]>([
    [{ ...good, request: { time: "yesterday" } }, "/request/time"],
    [{ ...good, request: { ip: "999.1.1.1" } }, "/request/ip"],
    [{ ...good, subject: { userId: "nobody" } }, "/subject/userId"],
    [{ ...good, action: "x".repeat(256) }, "/action"],
    [{ action: "documents:read" }, "/resource"],
    [{ ...good, more: 1 }, "/more"],
    [null, ""],
  ])("answers the others when one row is %j", async (bad, pointer) => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");

    expect(await ada.post(batch, { evaluations: [good, bad, good] })).toMatchObject({
      status: 200,
      body: { results: [{ status: "decided" }, { status: "failed", error: { code: "input_invalid", errors: [{ pointer }] } }, { status: "decided" }] },
    });
  });

  test("refuses what is no list of questions as a whole: validation_failed", async () => {
    const ada = await atAcme(createMock(), "ada");

    for (const evaluations of [[], "all", null, 5])
      expect(await ada.post(batch, { evaluations })).toMatchObject({ status: 400, body: { code: "validation_failed", errors: [{ pointer: "/evaluations" }] } });
    expect(await ada.post(batch, {})).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  });

  // A hundred explanations of ten thousand policies were an answer of 160 MB.
  test("explains nothing: such a question fails alone", async () => {
    const ada = await atAcme(createMock(), "ada");

    const { body } = await ada.post(batch, {
      evaluations: [
        { ...good, explain: true },
        { ...good, explain: false },
      ],
    });

    expect(body.results).toMatchObject([{ status: "failed", error: { code: "input_invalid", errors: [{ pointer: "/explain" }] } }, { status: "decided" }]);
  });
});

// A viewer, who may not list policies, learned from an explanation which ones there are about an action, those about others too.
test("a way to a decision is told to who may read policies, and to others the decision with its reason", async () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test" }, vic: { email: "vic@acme.test" } },
    organizations: { acme: { owner: "ada", members: { vic: "viewer" } } },
  });
  const mock = createMock({ seed });
  await mock.ready();
  const [ada, vic] = [await atAcme(mock, "ada"), await atAcme(mock, "vic")];
  await newPolicy(ada, deny("documents:read", `user:${userId(mock, "ada")}`));
  await newPolicy(ada, allow("documents:read"));

  const answer = await vic.post("/v1/policies/evaluate", { ...good, explain: true });

  expect(answer).toMatchObject({ status: 200, body: { decision: "allow", reason: "policy_allow" } });
  expect(answer.body).not.toHaveProperty("explanation");
  expect((await ada.post("/v1/policies/evaluate", { ...good, explain: true })).body.explanation.considered).toHaveLength(2);
});
