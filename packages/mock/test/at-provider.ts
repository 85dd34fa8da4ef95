import type { Mock } from "../src/index.ts";
import { challengeOf } from "../src/domain/oauth/challenge.ts";
import { api, type Answer, type Api } from "./api.ts";

/** What an application keeps while a browser is at a provider. */
export const verifier = "an-application-keeps-this-verifier-while-the-browser-is-away";
export const challenge: string = challengeOf(verifier);
export const redirectTo = "http://localhost:5173/welcome";

/** What a browser does at the page of a provider. */
export type Deed = Readonly<Record<string, string>>;

/** The query of a start, as an application writes it. */
export function startQuery(more: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({ redirectTo, codeChallenge: challenge, state: "the-application's", ...more }).toString();
}

/** Begins to sign in and answers the address of the provider's page. */
export async function start(mock: Mock, provider = "google", more: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await api(mock).get(`/v1/oauth/${provider}/authorize?${startQuery(more)}`);
  if (answer.status !== 200) throw new Error(`The sign-in did not begin: ${JSON.stringify(answer.body)}`);
  return answer.body.url as string;
}

/** Goes to an address as a browser does, without following where it is sent. */
export function visit(mock: Mock, url: string, init: RequestInit = {}): Promise<Response> {
  return mock.fetch(url, { redirect: "manual", ...init, headers: { accept: "text/html", ...init.headers } });
}

/** Sends a form of the page of a provider. */
export async function submit(mock: Mock, pageUrl: string, deed: Deed): Promise<Response> {
  const { origin, pathname, searchParams } = new URL(pageUrl);
  const body = new URLSearchParams(searchParams);
  for (const [name, value] of Object.entries(deed)) body.set(name, value);
  return visit(mock, origin + pathname, {
    method: "POST",
    headers: { origin: "null", "content-type": "application/x-www-form-urlencoded" },
    body: body.toString(),
  });
}

/** Signs in at a provider as somebody it may not have seen before, and answers where the browser is sent: to the callback. */
export async function decideAt(mock: Mock, pageUrl: string, deed: Deed): Promise<string> {
  const first = await submit(mock, pageUrl, deed);
  if (first.status === 303) return first.headers.get("location")!;
  const account = /name="account" value="([^"]+)"/.exec(await first.text())?.[1];
  if (account === undefined) throw new Error(`The provider did not ask for consent: ${first.status}`);
  return (await submit(mock, pageUrl, { account, decision: "allow" })).headers.get("location")!;
}

/** Signs in at a provider with an address and answers where the application is called back. */
export async function signInAt(mock: Mock, pageUrl: string, person: { email: string; name?: string; unverified?: boolean }): Promise<URL> {
  const { email, name, unverified } = person;
  const callback = await decideAt(mock, pageUrl, {
    decision: "another",
    email,
    ...(name === undefined ? {} : { name }),
    ...(unverified ? { unverified: "yes" } : {}),
  });
  return comeBack(mock, callback);
}

/** Follows the callback to the application. */
export async function comeBack(mock: Mock, callback: string): Promise<URL> {
  const answer = await visit(mock, callback);
  if (answer.status !== 302) throw new Error(`Nobody was sent back: ${answer.status} ${await answer.text()}`);
  return new URL(answer.headers.get("location")!);
}

/** The ticket that an application was called back with. */
export function ticketOf(back: URL): string {
  const ticket = back.searchParams.get("ticket");
  if (ticket === null) throw new Error(`There is no ticket in ${back.search}`);
  return ticket;
}

/** Exchanges the ticket that an application was called back with. */
export function exchange(mock: Mock, back: URL, more: Readonly<Record<string, unknown>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return api(mock).post("/v1/oauth/exchange", { ticket: ticketOf(back), codeVerifier: verifier, ...more }, headers);
}

/** The whole way: to the provider, back, and in. */
export async function signInWith(mock: Mock, provider: string, person: { email: string; name?: string; unverified?: boolean }): Promise<Answer> {
  return exchange(mock, await signInAt(mock, await start(mock, provider), person));
}

/** Links an account at a provider to whoever calls, and answers what confirming said. */
export async function link(mock: Mock, caller: Api, provider: string, person: { email: string; unverified?: boolean }): Promise<Answer> {
  const begun = await caller.post("/v1/users/me/identities", { provider, redirectTo, codeChallenge: challenge });
  if (begun.status !== 200) return begun;
  const back = await signInAt(mock, begun.body.url as string, person);
  return caller.post("/v1/users/me/identities/confirm", { ticket: ticketOf(back), codeVerifier: verifier });
}
