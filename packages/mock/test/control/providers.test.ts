import { expect, test } from "vitest";
import { comeBack, decideAt, exchange, start, ticketOf, verifier } from "../at-provider.ts";
import { served } from "./served.ts";

test("the providers tell who can sign in there, what the environment is, and how they behave", async () => {
  const { mock, control, url } = await served();
  await control.signInAtProvider({ provider: "google", person: "ada" });
  await control.failProvider({ provider: "github", failure: "server_error", times: 2 });
  const { data } = await control.listProviders();
  expect(data.map(({ provider, signedInAs, failure, failuresLeft }) => [provider, signedInAs, failure, failuresLeft])).toEqual([
    ["google", "ada@acme.test", null, null],
    ["github", null, "server_error", 2],
    ["microsoft", null, null, null],
  ]);
  expect(data[0]).toMatchObject({ name: "Google", enabled: true, redirectUri: `${url}/v1/oauth/google/callback`, issuer: `${url}/__providers/google` });
  expect(data[1]!.issuer).toBeNull();
  expect(data[0]!.people).toContainEqual({
    subject: mock.seed.users["ada"]!.identities["google"]!.subject,
    email: "ada@acme.test",
    emailVerified: true,
    name: "Ada Lovelace",
  });
  await control.signInAtProvider({ provider: "google", person: null });
  await control.failProvider({ provider: "github", failure: null });
  expect((await control.listProviders()).data.every(({ signedInAs, failure }) => signedInAs === null && failure === null)).toBe(true);
});

test("a program in any language goes to a provider and back without a browser", async () => {
  const { mock, control } = await served();
  await control.addProviderPerson({ provider: "microsoft", email: "nina@example.test", name: "Nina", emailVerified: true });
  const back = await control.approveAtProvider({ url: await start(mock, "microsoft"), person: "nina@example.test" });
  expect((await exchange(mock, new URL(back.url))).body).toMatchObject({ status: "complete", user: { email: "nina@example.test", name: "Nina" } });
  const cancelled = await control.cancelAtProvider({ url: await start(mock, "microsoft") });
  expect(new URL(cancelled.url).searchParams.get("error")).toBe("access_denied");
  const failed = await control.cancelAtProvider({ url: await start(mock, "microsoft"), error: "server_error" });
  expect(new URL(failed.url).searchParams.get("error")).toBe("provider_error");
});

test("what makes no sense at a provider is refused with what to do", async () => {
  const { control } = await served();
  await expect(control.failProvider({ provider: "github", failure: "wrong_nonce" })).rejects.toMatchObject({ code: "option_invalid" });
  await expect(control.approveAtProvider({ url: "https://evil.test/", person: "ada" })).rejects.toMatchObject({ code: "option_invalid" });
  await expect(control.signInAtProvider({ provider: "google", person: "nobody" })).rejects.toMatchObject({ code: "persona_unknown" });
});

test("what the requests of a sign-in show has no state, code, ticket or verifier in it", async () => {
  const { mock, control } = await served();
  const page = await start(mock);
  const callback = await decideAt(mock, page, { decision: "another", email: "grace@acme.test" });
  const back = await comeBack(mock, callback);
  const { refreshToken } = (await exchange(mock, back)).body.session;
  const shown = JSON.stringify(await Promise.all(mock.requests.map(({ id }) => control.getRequest({ id }))));
  expect(mock.requests.map(({ operationId }) => operationId)).toEqual(["startOAuth", "completeOAuth", "exchangeOAuthTicket"]);
  const secrets = [new URL(page).searchParams.get("state")!, new URL(callback).searchParams.get("code")!, ticketOf(back), verifier, refreshToken as string];
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
});
