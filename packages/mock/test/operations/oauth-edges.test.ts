import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { withParameters } from "../../src/domain/oauth/return-address.ts";
import { api, asEnvironment, eventTypes, orgId } from "../api.ts";
import { decideAt, exchange, signInAt, start, visit } from "../at-provider.ts";

async function invited(mock: Mock, email: string): Promise<string> {
  await asEnvironment(mock).post("/v1/invitations", { email, role: "member" }, { "plinto-organization": orgId(mock, "globex") });
  return mock.mailbox.latest({ to: email, kind: "invitation" })!.token!;
}

describe("a state that comes back twice at once", () => {
  // Both calls traded the code, the provider refused one of them, and the browser of the other was told so.
  test("signs in once: the second call is refused before it asks the provider anything", async () => {
    const mock = createMock();
    await mock.ready();
    const callback = await decideAt(mock, await start(mock), { decision: "another", email: "new@x.test" });
    const [first, second] = await Promise.all([visit(mock, callback), visit(mock, callback)]);
    expect([first.status, second.status]).toEqual([302, 400]);
    expect((await second.text()).includes("state_mismatch")).toBe(true);
    expect((await exchange(mock, new URL(first.headers.get("location")!))).body.status).toBe("complete");
  });

  test("is used up by a call whose provider does not answer too", async () => {
    const mock = createMock();
    await mock.ready();
    const callback = await decideAt(mock, await start(mock), { decision: "another", email: "new@x.test" });
    const spoiled = await visit(mock, callback.replace(/code=[^&]+/, "code=nonsense"));
    expect(new URL(spoiled.headers.get("location")!).searchParams.get("error")).toBe("provider_error");
    expect((await visit(mock, callback)).status).toBe(400);
  });
});

describe("what an application is told in its query", () => {
  // An entry for a loopback host takes any query: a false ticket stood before the true one, and was read in its place.
  test("stands there once, whatever the address that it came back to says under the same name", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { redirectUrls: ["http://127.0.0.1"] });
    const redirectTo = "http://127.0.0.1:8080/in?ticket=false&keep=a%20b+c&%73tate=false&error=x&errorDescription=y&state";
    const back = await signInAt(mock, await start(mock, "google", { redirectTo }), { email: "new@x.test" });
    expect([...back.searchParams.keys()]).toEqual(["keep", "ticket", "state"]);
    expect(back.search).toMatch(/^\?keep=a%20b\+c&ticket=tkt_/);
    expect(back.searchParams.get("state")).toBe("the-application's");
    expect((await exchange(mock, back)).body.status).toBe("complete");
  });

  test.each([
    ["https://a.test/in", "https://a.test/in?ticket=1"],
    ["https://a.test/in?", "https://a.test/in?ticket=1"],
    ["https://a.test/in?a=1&&b", "https://a.test/in?a=1&b&ticket=1"],
    ["https://a.test/in?a=1?ticket=2", "https://a.test/in?a=1?ticket=2&ticket=1"],
    ["https://a.test/in?Ticket=2&tickets=3", "https://a.test/in?Ticket=2&tickets=3&ticket=1"],
    ["https://a.test/in?ticket&tick%65t=2", "https://a.test/in?ticket=1"],
  ])("%s becomes %s", (url, expected) => expect(withParameters(url, { ticket: "1", state: null })).toBe(expected));
});

describe("an invitation that is given by somebody who has an account", () => {
  // It was dropped without a word, nonsense too, and the person wondered where her organization was.
  test.each(["linked", "holding the address"])("is refused to who is %s, and the ticket stays good without it", async (how) => {
    const mock = createMock();
    await mock.ready();
    const email = "ada@acme.test";
    if (how === "linked") expect((await exchange(mock, await signInAt(mock, await start(mock), { email }))).body.status).toBe("complete");
    const invitationToken = await invited(mock, email);
    const back = await signInAt(mock, await start(mock), { email });
    for (const token of [invitationToken, "it_nonsense"]) {
      const before = mock.events.length;
      const refused = await exchange(mock, back, { invitationToken: token });
      expect([refused.status, refused.body.code]).toEqual([409, "email_taken"]);
      expect(refused.body.detail).toContain("accept the invitation");
      expect(eventTypes(mock, before)).toEqual(["auth.sign_in_failed"]);
    }
    const { body } = await exchange(mock, back);
    expect(body.status).toBe("complete");
    const accepted = await api(mock, { as: body.session.accessToken }).post("/v1/invitations/accept", { token: invitationToken });
    expect(accepted.body.status).toBe("accepted");
    // Used in the end it is good no more.
    expect((await exchange(mock, back)).body.code).toBe("code_invalid");
  });

  test("opens an account to who has none, as before", async () => {
    const mock = createMock();
    await mock.ready();
    const invitationToken = await invited(mock, "new@x.test");
    const answer = await exchange(mock, await signInAt(mock, await start(mock), { email: "new@x.test" }), { invitationToken });
    expect(answer.body).toMatchObject({ status: "complete", session: { organizationId: orgId(mock, "globex") } });
  });
});
