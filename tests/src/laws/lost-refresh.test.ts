import { createPlinto, type Plinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import fc from "fast-check";
import { expect, test } from "vitest";

const step = fc.record({
  /** How many refreshes from here on are answered into the void. */
  losses: fc.nat(3),
  /** All together less than the day for which keys are remembered. */
  waitSeconds: fc.constantFrom(0, 5, 15, 200, 400, 3_600, 9_000),
  /** Whether a token for another organization is asked for. */
  elsewhere: fc.boolean(),
  /** Whether the page was loaded anew. */
  reload: fc.boolean(),
});

test("however refreshes are lost, for whatever they were asked and whenever the page is loaded anew, nobody is signed out", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const mock = createMock({ clock: "virtual" });
      const connection = mock.connect();
      const open = (): Plinto => createPlinto({ ...connection, retry: { retries: 0 } });
      let plinto = open();
      const { email, password } = mock.seed.users.bob;
      await plinto.auth.signIn({ email, password });
      for (const { losses, waitSeconds, elsewhere, reload } of steps) {
        if (losses > 0) mock.faults.add({ operation: "refreshSession", drop: "after", times: losses });
        if (reload) {
          await plinto.session.ready();
          plinto = open();
          await plinto.session.ready();
        }
        await mock.clock.advance(waitSeconds * 1000);
        // Whether this one is lost is the step's business; what has to hold is told at the end.
        await plinto.session.getToken(elsewhere ? { organizationId: mock.seed.organizations.acme.id } : {}).catch(() => null);
      }
      mock.faults.clear();
      await mock.clock.advance("15s");
      expect((await plinto.users.getMe()).email).toBe(email);
      expect(mock.events.filter(({ type }) => type === "session.replay_detected" || type === "session.revoked")).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 60_000);
