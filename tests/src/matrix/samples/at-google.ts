import { createHash } from "node:crypto";
import type { World } from "../world.ts";

export const codeVerifier = "what-the-application-keeps-while-the-browser-is-away";
export const begin = {
  provider: "google",
  redirectTo: "http://localhost:5173/welcome",
  codeChallenge: createHash("sha256").update(codeVerifier).digest("base64url"),
} as const;

/** Links an account at Google to the person of a session. */
export async function linked(world: World, accessToken: string, email: string): Promise<string> {
  const { url } = await world.ask("linkIdentity", begin, { as: accessToken });
  return (await world.ask("confirmIdentityLink", { ticket: await ticketAt(world, url, email), codeVerifier }, { as: accessToken })).id;
}

/** The ticket of somebody who signed in at Google. */
export async function ticketFor(world: World, email: string, emailVerified = true): Promise<string> {
  const { url } = await world.ask("startOAuth", begin, { as: null });
  return ticketAt(world, url, email, emailVerified);
}

/** The ticket of somebody who signs in at the page of Google. */
export async function ticketAt(world: World, url: string, email: string, emailVerified = true): Promise<string> {
  await world.mock.providers.add("google", { email, emailVerified });
  return new URL(await world.mock.providers.approve(url, email)).searchParams.get("ticket")!;
}

/** Does at the page of Google what a person does there, and answers where the browser is sent. */
export async function consent(world: World, url: string, email: string): Promise<string> {
  const page = new URL(url);
  const submit = async (deed: Readonly<Record<string, string>>): Promise<Response> => {
    const form = new URLSearchParams([...page.searchParams, ...Object.entries(deed)]);
    const headers = { accept: "text/html", "content-type": "application/x-www-form-urlencoded" };
    return world.mock.fetch(page.origin + page.pathname, { method: "POST", redirect: "manual", headers, body: form.toString() });
  };
  const first = await submit({ decision: "another", email });
  // Who has consented before is not asked again.
  const account = first.status === 303 ? undefined : /name="account" value="([^"]+)"/.exec(await first.text())?.[1];
  const last = account === undefined ? first : await submit({ account, decision: "allow" });
  return last.headers.get("location") ?? `the provider answered ${last.status}`;
}
