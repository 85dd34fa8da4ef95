import { expect, test } from "vitest";
import { type Account, NO_ACCOUNTS, findAccount, parseAccounts, replaceAccount, splitIssued, withAccount, withoutAccount } from "../../src/session/accounts.ts";
import { issued } from "../support/fixtures.ts";

const account = (id: string): Account => {
  const { session, token, refreshToken } = splitIssued(issued(1, { id }), 0);
  return { session, user: { id: "usr_1" } as never, ...token, refreshToken, device: null, generation: 1 };
};

test.each([null, "", "{", "null", "[]", '{"version":2,"accounts":[{}]}'])("reads %j as no accounts", (text) => {
  expect(parseAccounts(text)).toEqual(NO_ACCOUNTS);
});

test("reads what it has written", () => {
  const stored = withAccount(NO_ACCOUNTS, account("ses_1"));
  expect(parseAccounts(JSON.stringify(stored))).toEqual(stored);
  expect(JSON.parse(JSON.stringify(stored))).toMatchObject({ version: 1, active: "ses_1", accounts: [{ session: { id: "ses_1" } }] });
});

test("a new sign-in takes the place of the active account and leaves the others", () => {
  const other = { ...withAccount(NO_ACCOUNTS, account("ses_other")), active: null };
  const second = withAccount(withAccount(other, account("ses_1")), account("ses_2"));
  expect(second.accounts.map(({ session }) => session.id)).toEqual(["ses_other", "ses_2"]);
  expect(findAccount(second)?.session.id).toBe("ses_2");
});

test("removing the active account activates no other", () => {
  const stored = { ...withAccount(NO_ACCOUNTS, account("ses_1")), accounts: [account("ses_other"), account("ses_1")] };
  expect(withoutAccount(stored, "ses_1")).toMatchObject({ active: null, accounts: [{ session: { id: "ses_other" } }] });
});

test("replacing an account changes nothing else", () => {
  const stored = { ...withAccount(NO_ACCOUNTS, account("ses_1")), pending: { status: "x" } as never };
  const next = replaceAccount(stored, { ...account("ses_1"), generation: 2 });
  expect(next).toEqual({ ...stored, accounts: [{ ...account("ses_1"), generation: 2 }] });
});

test.each([
  [300, 240_000],
  [3_600, 3_540_000],
  [30, 24_000],
])("a token of %i seconds is renewed from %i ms on: a minute before its end, or a fifth of its life", (expiresInSeconds, refreshAtMs) => {
  const { token } = splitIssued(issued(1, { expiresInSeconds }), 1_000);
  expect(token).toMatchObject({ expiresAtMs: 1_000 + expiresInSeconds * 1_000, refreshAtMs: 1_000 + refreshAtMs });
});

test("the public part of a session has no token in it", () => {
  const { session } = splitIssued(issued(7), 0);
  expect(JSON.stringify(session)).not.toMatch(/at_7|rt_7|accessToken|refreshToken/);
  expect(session).toMatchObject({ id: "ses_1", organizationId: "org_own", authenticationMethods: ["pwd"] });
});
