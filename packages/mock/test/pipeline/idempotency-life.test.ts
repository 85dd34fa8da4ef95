import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { asEnvironment, orgId } from "../api.ts";

test("an idempotency key is remembered for a day, and means another call after it", async () => {
  const mock = createMock({ clock: "virtual" });
  const key = { "idempotency-key": "invite-1" };
  const invite = (email: string): ReturnType<ReturnType<typeof asEnvironment>["post"]> =>
    asEnvironment(mock).post("/v1/invitations", { email }, { ...key, "plinto-organization": orgId(mock, "acme") });
  const first = await invite("one@newcomer.test");
  expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null]);

  await mock.clock.advance("23h59m59s");
  const again = await invite("one@newcomer.test");
  expect([again.body.id, again.headers.get("idempotency-replayed")]).toEqual([first.body.id, "true"]);

  await mock.clock.advance("1s");
  const another = await invite("two@newcomer.test");
  expect([another.status, another.headers.get("idempotency-replayed")]).toEqual([201, null]);
  expect(another.body.id).not.toBe(first.body.id);
});
