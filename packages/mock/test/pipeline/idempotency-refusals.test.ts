import { describe, expect, test } from "vitest";
import { errorCodes } from "../../src/generated/registries.ts";
import { createMock, defineSeed } from "../../src/index.ts";
import { refuse } from "../../src/kernel/transaction.ts";
import { isKept } from "../../src/pipeline/idempotency.ts";
import { api, asEnvironment, orgId, signedIn, userId, type Answer } from "../api.ts";

const key = { "idempotency-key": "one" };
const seed = defineSeed({
  users: { ada: { email: "ada@acme.test" }, grace: { email: "grace@acme.test" }, bob: { email: "bob@acme.test" } },
  organizations: { acme: { owner: "ada", plan: "free", members: { grace: "admin", bob: "member" } } },
});

const shown = ({ status, body, headers }: Answer): unknown[] => [status, body?.code, headers.get("idempotency-replayed")];

// A refusal by permission, lock or limit was kept for a day: the same call was refused long after its reason had gone.
describe("a call that was refused is judged anew with the same idempotency key", () => {
  test("when the caller has been given the role that it lacked", async () => {
    const mock = createMock({ seed });
    const grace = await signedIn(mock, "grace");
    const members = `/v1/organizations/${orgId(mock, "acme")}/members`;
    const promote = (): Promise<Answer> => grace.patch(`${members}/${userId(mock, "bob")}`, { role: "owner" }, key);
    expect(shown(await promote())).toEqual([403, "role_above_actor", null]);
    await (await signedIn(mock, "ada")).patch(`${members}/${userId(mock, "grace")}`, { role: "owner" });
    expect(shown(await promote())).toEqual([200, undefined, null]);
  });

  test("when the lock of the address has run out", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const signIn = (password: string, headers = {}): Promise<Answer> => api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password }, headers);
    for (let count = 0; count < 10; count++) await signIn("wrong");
    expect(shown(await signIn("plinto-demo", key)).slice(1)).toEqual(["account_locked", null]);
    await mock.clock.advance("2h");
    expect(shown(await signIn("plinto-demo", key))).toEqual([200, undefined, null]);
  });

  test("when the plan has room again", async () => {
    const mock = createMock({ seed, limits: "enforce" });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    const invite = (email: string, headers = {}): Promise<Answer> => ada.post("/v1/invitations", { email }, headers);
    const first = await invite("one@x.test");
    await invite("two@x.test");
    expect(shown(await invite("three@x.test", key))).toEqual([402, "limit_exceeded", null]);
    await ada.delete(`/v1/invitations/${first.body.id}`);
    expect(shown(await invite("three@x.test", key))).toEqual([201, undefined, null]);
  });
});

test("an outcome of the operation's own rules is told again", async () => {
  const mock = createMock({ seed });
  const create = (): Promise<Answer> => asEnvironment(mock).post("/v1/users", { email: "bob@acme.test" }, key);
  expect(shown(await create())).toEqual([409, "email_taken", null]);
  expect(shown(await create())).toEqual([409, "email_taken", "true"]);
});

test("no refusal by credential, permission, policy, limit, lock or input is kept, whichever operation says it", () => {
  const kept = Object.keys(errorCodes).filter((code) => isKept(refuse(code)));
  for (const code of kept)
    expect([code, [400, 401, 402, 403, 412, 413, 422, 423, 429, 500, 503]]).toEqual([
      code,
      expect.not.arrayContaining([errorCodes[code as keyof typeof errorCodes].status]),
    ]);
  expect(kept).toContain("email_taken");
  expect(kept).not.toContain("role_above_actor");
});
