import fc from "fast-check";
import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { asEnvironment } from "../../api.ts";
import { signInFrom } from "../../from-address.ts";

const limit = 3;
const lockSeconds = 60;

test("whatever an attacker does, no address gets more tries in a lock's length than the limit, and a clean one stays open", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ address: fc.constantFrom("203.0.113.1", "203.0.113.2"), waitSeconds: fc.constantFrom(0, 0, 0, 20, 61) }), {
        minLength: 1,
        maxLength: 20,
      }),
      async (attempts) => {
        const mock = createMock({ clock: "virtual" });
        await mock.ready();
        await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: limit, lockoutSeconds: lockSeconds } });
        const signIn = async (address: string, password: string): Promise<string> => {
          const body = await signInFrom(mock, address, { email: "ada@acme.test", password });
          return String(body.code ?? body.status);
        };
        const tries: Record<string, number[]> = {};
        for (const { address, waitSeconds } of attempts) {
          await mock.clock.advance(waitSeconds * 1000);
          const code = await signIn(address, "wrong-password");
          expect(["invalid_credentials", "account_locked"]).toContain(code);
          if (code !== "invalid_credentials") continue;
          const made = (tries[address] ??= []);
          made.push(mock.clock.now());
          // After each full row of failures comes at least the length of a lock.
          const index = made.length - 1;
          if (index >= limit && index % limit === 0) expect(made[index]! - made[index - 1]!).toBeGreaterThanOrEqual(lockSeconds * 1000);
        }
        expect(await signIn("198.51.100.7", "plinto-demo")).toBe("complete");
      },
    ),
    { numRuns: 60 },
  );
});
