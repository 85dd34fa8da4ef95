import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { environmentAtAcme } from "./at-acme.ts";

// A client reports one allowed question in a hundred, and the API kept one in a hundred of those.
test.each([0, 0.01])(
  "reported decisions are all kept where the API keeps %d of its own, since who reports has drawn the sample",
  async (policyEvaluationSampling) => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);
    await environment.patch("/v1/environment", { policyEvaluationSampling });
    const time = new Date(mock.clock.now()).toISOString();
    const about = { time, action: "documents:read", subject: { type: "user", id: "usr_1" }, resource: { type: "document", id: "doc_1" } };
    const evaluations = Array.from({ length: 100 }, (_, index) => ({
      ...about,
      decisionId: `dec_${String(index).padStart(26, "0")}`,
      decision: "allow",
      reason: "role_allow",
      matched: [],
      revision: null,
    }));
    expect((await environment.post("/v1/policies/evaluations", { evaluations })).status).toBe(202);
    const kept = await environment.get("/v1/policies/evaluations?source=report&pageSize=100");
    expect(kept.body.data).toHaveLength(100);
  },
);
