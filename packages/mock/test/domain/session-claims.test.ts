import fc from "fast-check";
import { expect, test } from "vitest";
import { speaksOf } from "../../src/domain/sessions/session.ts";
import type { SessionRow } from "../../src/domain/sessions/table.ts";
import { formatTimestamp } from "../../src/kernel/timestamp.ts";

const second = fc.integer({ min: 1_900_000_000, max: 1_900_000_005 });
const person = fc.constantFrom("usr_a", "usr_b");
const binding = fc.constantFrom("binding-one", "binding-two");
const tokenId = binding.map((text) => `${text}x7Rq`);

test("a token speaks of a session only if whose it is, for whom it was begun and when fit", () => {
  fc.assert(
    fc.property(
      fc.record({ userId: person, binding, created: second, steppedUp: fc.nat(3) }),
      fc.record({ userId: person, tokenId, authenticatedAt: second, issuedAt: second }),
      ({ userId, binding, created, steppedUp }, claims) => {
        const session = {
          userId,
          binding,
          createdAt: formatTimestamp(created * 1000 + 999),
          authenticatedAt: formatTimestamp((created + steppedUp) * 1000),
        } as SessionRow;
        const fits =
          claims.userId === userId &&
          claims.tokenId.startsWith(binding) &&
          claims.issuedAt >= created &&
          claims.authenticatedAt >= created &&
          claims.authenticatedAt <= created + steppedUp;
        expect(speaksOf(session, claims)).toBe(fits);
      },
    ),
  );
});
