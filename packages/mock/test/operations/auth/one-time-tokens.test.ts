import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, orgId, signedIn, type Answer, type Api } from "../../api.ts";

const password = "staple correct horse";

describe("catalogue 41: the token of an invitation", () => {
  test("is good once, until it expires, and not after it was taken back or sent again", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    const once = await invite(mock, ada, "one@newcomer.test");
    expect((await accept(mock, once.token)).status).toBe(200);
    expect((await accept(mock, once.token)).body.code).toBe("token_used");
    const revoked = await invite(mock, ada, "two@newcomer.test");
    await ada.delete(`/v1/invitations/${revoked.id}`);
    expect((await accept(mock, revoked.token)).body.code).toBe("invitation_revoked");
    const resent = await invite(mock, ada, "three@newcomer.test");
    await ada.post(`/v1/invitations/${resent.id}/resend`);
    expect((await accept(mock, resent.token)).body.code).toBe("token_invalid");
    const late = await invite(mock, ada, "four@newcomer.test");
    await mock.clock.advance("7d");
    expect((await accept(mock, late.token)).body.code).toBe("invitation_expired");
  });

  test("is for the invited address, and the state keeps its hash alone", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    const { token } = await invite(mock, ada, "one@newcomer.test");
    const other = await signedIn(mock, "olga");
    const answer = await other.post("/v1/invitations/accept", { token });
    expect([answer.status, answer.body.code]).toEqual([403, "email_mismatch"]);
    expect(keptOutsideTheMailbox(mock, token)).toBe(false);
  });
});

describe("catalogue 42: the tokens of a reset and of a verification", () => {
  test("are good once, until they expire, and not after another one was used", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    const forget = async (): Promise<string> => {
      await mock.clock.advance("1m");
      await api(mock).post("/v1/auth/password/forgot", { email: "bob@acme.test" });
      return mock.mailbox.latest({ kind: "password_reset" })!.token;
    };
    const reset = (token: string, next: string): Promise<Answer> => api(mock).post("/v1/auth/password/reset", { token, password: next });
    const older = await forget();
    const newer = await forget();
    expect((await reset(newer, password)).status).toBe(200);
    expect((await reset(older, "another good one")).body.code).toBe("token_invalid");
    expect((await reset(newer, "another good one")).body.code).toBe("token_used");
    const late = await forget();
    await mock.clock.advance("1h");
    expect((await reset(late, "another good one")).body.code).toBe("token_expired");
  });

  test("of the verification likewise", async () => {
    const mock = createMock({ clock: "virtual" });
    await api(mock).post("/v1/auth/sign-up", { email: "new@newcomer.test", password });
    const first = mock.mailbox.latest({ kind: "email_verification" })!.token;
    await mock.clock.advance("1m");
    await api(mock).post("/v1/auth/email/resend", { email: "new@newcomer.test" });
    const second = mock.mailbox.latest({ kind: "email_verification" })!.token;
    const verify = (token: string): Promise<Answer> => api(mock).post("/v1/auth/email/verify", { token });
    expect((await verify(second)).status).toBe(200);
    expect((await verify(first)).body.code).toBe("token_invalid");
    expect((await verify(second)).body.code).toBe("token_used");
  });

  test("stand in the fragment of their links, which no Referer carries, and neither in the state nor in the list of requests", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    await api(mock).post("/v1/auth/password/forgot", { email: "bob@acme.test" });
    const { token, link } = mock.mailbox.latest({ kind: "password_reset" })!;
    const url = new URL(link);
    expect([url.hash, url.search]).toEqual([`#token=${token}`, ""]);
    await api(mock).post("/v1/auth/password/reset", { token, password });
    expect(keptOutsideTheMailbox(mock, token)).toBe(false);
    expect(JSON.stringify(mock.requests)).not.toContain(token);
    expect(JSON.stringify(mock.events)).not.toContain(token);
  });
});

async function invite(mock: Mock, caller: Api, email: string): Promise<{ id: string; token: string }> {
  const { body } = await caller.post("/v1/invitations", { email, role: "member" });
  return { id: body.id as string, token: mock.mailbox.latest({ to: email, kind: "invitation" })!.token };
}

function accept(mock: Mock, token: string): Promise<Answer> {
  return api(mock).post("/v1/invitations/accept", { token, password });
}

/** Whether the state of the world tells a token anywhere but in the mail that carries it. */
function keptOutsideTheMailbox(mock: Mock, token: string): boolean {
  const { tables } = mock.exportSnapshot() as unknown as { tables: Record<string, unknown> };
  return Object.entries(tables).some(([table, rows]) => table !== "emails" && JSON.stringify(rows).includes(token));
}
