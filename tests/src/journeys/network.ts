import { createPlinto } from "@plinto/core";
import { expect } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import type { Journey } from "./journey.ts";

export const rateLimited: Journey = {
  title: "a caller over the limit is told how long to wait, and is served again in the next window",
  async walk(door) {
    const { mock, connect, close } = await door.open({
      clock: "virtual",
      limits: "enforce",
      seed: { users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", plan: "free" } } },
    });
    try {
      const { email, password } = mock.seed.users.ada;
      const plinto = createPlinto({ ...connect(), retry: { retries: 0 } });
      await plinto.auth.signIn({ email, password });
      const orgId = mock.seed.organizations.acme.id;
      for (let call = 0; call < 100; call += 1) await plinto.organizations.get({ orgId });
      const refused = await expectRefusal(plinto.organizations.get({ orgId }), "rate_limited");
      expect(refused.status).toBe(429);
      expect(refused.retryAfterMs).toBeGreaterThan(0);
      await mock.clock.advance(refused.retryAfterMs!);
      expect((await plinto.organizations.get({ orgId })).id).toBe(orgId);
    } finally {
      await close();
    }
  },
};

export const answerLost: Journey = {
  title: "an answer that is lost after the commit is asked for again with its key, and nothing happens twice",
  async walk(door) {
    const { mock, connect, close } = await door.open();
    try {
      const { email, password } = mock.seed.users.ada;
      const plinto = createPlinto({ ...connect(), retry: { minDelayMs: 1, maxDelayMs: 2 } });
      await plinto.auth.signIn({ email, password });
      mock.faults.add({ operation: "createOrganization", drop: "after", times: 1 });
      const organization = await plinto.organizations.create({ name: "Once" });
      expect(mock.events.filter((event) => event.type === "organization.created")).toHaveLength(1);
      expect((await plinto.organizations.list({ q: "once" })).data.map((row) => row.id)).toEqual([organization.id]);
      const attempts = mock.requests.filter((request) => request.operationId === "createOrganization");
      expect(attempts.map((request) => request.status)).toEqual([201, 201]);
    } finally {
      await close();
    }
  },
};
