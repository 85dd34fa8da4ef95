import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { instrument } from "../src/otel.ts";
import { issued, sessionKit, user } from "./support/fixtures.ts";
import { json, offline, problem } from "./support/scripted-server.ts";
import { channels } from "./support/tabs.ts";

// The one law of this file: whatever the tokens look like and however a call ends, none of them is ever logged, thrown,
// told to a hook or sent to another tab.
const secret = fc.stringMatching(/^[A-Za-z0-9_-]{12,32}$/);

const endings = {
  success: () => json(user),
  refusal: () => problem(403, "permission_denied"),
  unauthenticated: () => problem(401, "access_token_invalid"),
  "step-up": () => problem(403, "step_up_required", { challenge: {} }),
  trouble: () => problem(503, "maintenance", {}, { "retry-after": "0" }),
  "no network": offline,
  nonsense: () => new Response("<html>", { headers: { "content-type": "text/html" } }),
};

test("no token appears in logs, errors, hooks, spans or messages, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(secret, secret, secret, secret, fc.constantFrom(...Object.keys(endings)), async (access, refresh, second, password, ending) => {
      fc.pre(new Set([access, refresh, second, password]).size === 4);
      const told: unknown[] = [];
      const channel = channels();
      const { plinto, server, clock, log } = sessionKit({ channel });
      instrument(plinto, {
        tracer: {
          startSpan: (...facts: unknown[]) => (
            told.push(facts),
            {
              spanContext: () => ({ traceId: "0", spanId: "0", traceFlags: 0 }),
              setAttribute() {
                return this;
              },
              setAttributes(values: unknown) {
                told.push(values);
                return this;
              },
              setStatus() {
                return this;
              },
              end() {},
            }
          ),
        } as never,
      });
      for (const name of ["request", "attempt", "response", "error", "refresh"] as const) {
        plinto.hooks.on(name, (event: any) => told.push({ ...event, headers: event.headers && [...event.headers] }));
      }
      plinto.onStepUp(() => Promise.reject(new Error("cancelled")));
      server
        .on("POST /v1/auth/sign-in", () =>
          json({ status: "complete", session: issued(1, { accessToken: access, refreshToken: refresh }), user: { id: "usr_1" } }),
        )
        .on("POST /v1/auth/refresh", () => json(issued(2, { accessToken: second, refreshToken: `${refresh}2` })))
        .on("GET /v1/users/me", endings[ending as keyof typeof endings]);
      await plinto.signIn({ email: "ada@acme.test", password });
      const results = [await plinto.session.getToken()];
      expect(results).toEqual([access]);
      const outcome = plinto.getMe({ inviteToken: password }).safe();
      await clock.advance(20_000);
      const everything =
        inspect([log, told, await outcome, channel.posted, plinto], { depth: 12, showHidden: true }) + JSON.stringify([log, await outcome, channel.posted]);
      for (const word of [access, refresh, second, password]) expect(everything).not.toContain(word);
    }),
    { numRuns: 120 },
  );
});

test("no key appears either", async () => {
  await fc.assert(
    fc.asyncProperty(secret, fc.constantFrom(...Object.keys(endings)), async (key, ending) => {
      const { plinto, server, clock, log } = sessionKit({ secretKey: `sk_test_${key}` });
      server.on("GET /v1/users/me", endings[ending as keyof typeof endings]);
      const outcome = plinto.getMe().safe();
      await clock.advance(20_000);
      expect(server.seen[0]?.headers.get("authorization")).toBe(`Bearer sk_test_${key}`);
      expect(inspect([log, await outcome, plinto], { depth: 12, showHidden: true })).not.toContain(key);
    }),
    { numRuns: 60 },
  );
});
