import fc from "fast-check";
import { expect, test } from "vitest";
import { createRevocations, type RevocationBounds, type Revocations } from "../../src/stream/revocations.ts";
import type { AccessTokenClaims } from "../../src/verifier/verdict.ts";

interface World {
  readonly kept: Revocations;
  /** Seconds since 1970. */
  now: number;
}

function world(bounds: Partial<RevocationBounds> = {}): World {
  const made: { now: number; kept?: Revocations } = { now: 1_000_000 };
  made.kept = createRevocations({ now: () => made.now * 1000 }, { keptSeconds: 300, leewaySeconds: 60, most: 1_000, ...bounds });
  return made as World;
}

function claims(values: Partial<AccessTokenClaims> & { readonly iat: number }): AccessTokenClaims {
  const { iat } = values;
  return { iss: "i", aud: "i", sub: "usr_1", sid: "ses_1", jti: "jti_1", exp: iat + 300, auth_time: iat, amr: [], ...values };
}

test("what was heard is kept as long as a token can live, and not longer", () => {
  const one = world();
  one.kept.take({ type: "session.revoked", target: { id: "ses_1" } });
  one.now += 360;
  expect([one.kept.judge(claims({ iat: one.now - 359 }))?.status, one.kept.size]).toEqual(["refused", 1]);
  one.now += 1;
  expect([one.kept.judge(claims({ iat: one.now }))?.status, one.kept.size]).toEqual(["valid", 0]);
});

test("a token that lives longer than is kept is never believed without asking", () => {
  const one = world();
  const long = claims({ iat: one.now, exp: one.now + 301 });
  expect(one.kept.judge(long)).toBeUndefined();
  one.kept.remember(long, one.kept.mark);
  expect(one.kept.judge(long)).toBeUndefined();
});

test("however much is heard, memory is bounded, and what did not fit is asked about instead of trusted", () => {
  const one = world({ most: 100 });
  for (let each = 0; each < 10_000; each++) one.kept.take({ type: "session.revoked", target: { id: `ses_${each}` } });
  expect(one.kept.size).toBe(100);
  expect(one.kept.judge(claims({ iat: one.now - 1, sid: "ses_1" }))).toBeUndefined();
  expect(one.kept.judge(claims({ iat: one.now - 1, sid: "ses_9999" }))?.status).toBe("refused");
  one.now += 120;
  expect(one.kept.judge(claims({ iat: one.now, sid: "ses_new", jti: "new" }))?.status).toBe("valid");
});

test("an event about others says nothing of a token", () => {
  const one = world();
  one.kept.take({ type: "session.revoked", target: { id: "ses_2" } });
  one.kept.take({ type: "user.banned", target: { id: "usr_2" } });
  one.kept.take({ type: "member.removed", organizationId: "org_2", target: { id: "usr_1" } });
  one.kept.take({ type: "team.created", organizationId: "org_1", target: { id: "ses_1" } });
  expect(one.kept.judge(claims({ iat: one.now, org_id: "org_1" }))?.status).toBe("valid");
  expect(one.kept.judge(claims({ iat: one.now, org_id: "org_2" }))?.status).toBe("refused");
});

test("an answer counts until something newer is heard about the same token", () => {
  const one = world();
  const token = claims({ iat: one.now, org_id: "org_1", org_role: "member" });
  one.kept.take({ type: "member.updated", organizationId: "org_1", target: { id: "usr_1" } });
  expect(one.kept.judge(token)).toBeUndefined();
  one.kept.remember({ ...token, org_role: "admin" }, one.kept.mark);
  expect(one.kept.judge(token)).toMatchObject({ status: "valid", claims: { org_role: "admin" } });
  one.kept.take({ type: "member.updated", organizationId: "org_1", target: { id: "usr_2" } });
  expect(one.kept.judge(token)?.status).toBe("valid");
  one.kept.take({ type: "environment.updated", target: { id: "env_1" } });
  expect(one.kept.judge(token)).toBeUndefined();
});

test("whatever is heard in whatever order, a session that was ended is never called good", () => {
  const about = fc.record({
    type: fc.constantFrom(
      "session.revoked",
      "user.updated",
      "user.unbanned",
      "member.added",
      "member.updated",
      "organization.restored",
      "environment.updated",
      "doubt",
    ),
    wait: fc.integer({ min: 0, max: 90 }),
  });
  fc.assert(
    fc.property(fc.array(about, { maxLength: 30 }), fc.array(about, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (before, after, most) => {
      const one = world({ most });
      const hear = ({ type, wait }: { type: string; wait: number }): void => {
        one.now += wait;
        if (type === "doubt") one.kept.doubt();
        else
          one.kept.take({
            type,
            organizationId: "org_1",
            target: { id: type.startsWith("session") ? `ses_${wait}` : type.startsWith("organization") ? "org_1" : "usr_1" },
          });
      };
      before.forEach(hear);
      const token = claims({ iat: one.now, sid: "ses_ended", org_id: "org_1" });
      one.kept.remember(token, one.kept.mark);
      one.kept.take({ type: "session.revoked", target: { id: "ses_ended" } });
      for (const each of after) {
        hear(each);
        if (one.now < token.exp + 60) expect(one.kept.judge(token)?.status).not.toBe("valid");
      }
    }),
  );
});
