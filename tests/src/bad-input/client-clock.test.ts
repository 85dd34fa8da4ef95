import { createPlinto, type PlintoOptions } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { expect, test } from "vitest";

const hour = 60 * 60 * 1000;

for (const [what, offset] of [
  ["an hour ahead", hour],
  ["an hour behind", -hour],
] as const) {
  test(`a client whose clock is ${what} keeps its session, and refreshes no more often than others`, async () => {
    const mock = createMock({ clock: "virtual" });
    const connection = mock.connect();
    const clock: PlintoOptions["clock"] = { now: () => mock.clock.now() + offset, setTimeout: (fn, ms) => mock.clock.setTimeout(fn, ms) };
    const plinto = createPlinto({ ...connection, clock });
    const { email, password } = mock.seed.users.ada;
    await plinto.auth.signIn({ email, password });
    for (let minute = 0; minute < 30; minute += 1) {
      expect((await plinto.users.getMe()).email).toBe(email);
      await mock.clock.advance("1m");
    }
    expect(plinto.session.status).toBe("active");
    const refreshes = mock.requests.filter((request) => request.operationId === "refreshSession");
    expect(refreshes.every((request) => request.status === 200)).toBe(true);
    // An access token lives five minutes and is renewed in its last one.
    expect(refreshes.length).toBeGreaterThanOrEqual(5);
    expect(refreshes.length).toBeLessThanOrEqual(8);
    expect(mock.requests.filter((request) => request.status === 401)).toEqual([]);
  });

  test(`a session kept in a storage is taken up again by a client whose clock is ${what}`, async () => {
    const mock = createMock({ clock: "virtual" });
    const connection = mock.connect();
    const { email, password } = mock.seed.users.ada;
    await createPlinto(connection).auth.signIn({ email, password });
    await mock.clock.advance("2m");
    const clock: PlintoOptions["clock"] = { now: () => mock.clock.now() + offset, setTimeout: (fn, ms) => mock.clock.setTimeout(fn, ms) };
    const later = createPlinto({ ...connection, clock });
    await later.session.ready();
    expect((await later.users.getMe()).email).toBe(email);
    await mock.clock.advance("10m");
    expect((await later.users.getMe()).email).toBe(email);
    expect(later.session.status).toBe("active");
  });
}
