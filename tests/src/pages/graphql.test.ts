import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDevProgram, type DevProgram } from "./dev-program.ts";
import { look, startChromium, visit } from "./visit.ts";

let browser: Browser;
let dev: DevProgram;

beforeAll(async () => {
  [browser, dev] = await Promise.all([startChromium(), startDevProgram()]);
});

afterAll(async () => {
  await Promise.all([browser.close(), dev.close()]);
});

/** What stands in the pane of the answer. */
function answer(page: Page): ReturnType<Page["locator"]> {
  return page.locator(".result-window");
}

/** Opens GraphiQL, with a document in it where one is given, and waits until it has the key of the environment. */
async function open(query?: string): ReturnType<typeof visit> {
  const visited = await visit(browser, `${dev.url}/graphql${query === undefined ? "" : `?${new URLSearchParams({ query }).toString()}`}`);
  await visited.page.getByText("Bearer sk_test").first().waitFor();
  return visited;
}

/** The keys and people of the world. */
async function world(): Promise<{ secretKey: string; people: { email: string; password: string }[] }> {
  return (await (await fetch(`${dev.url}/__plinto`)).json()) as never;
}

test("GraphiQL runs a query with the key of the environment, and asks no other host for anything", async () => {
  const { page, problems } = await open();
  await page.getByRole("button", { name: /execute query/i }).click();
  await answer(page).getByText('"ada@acme.test"').waitFor();
  expect(problems).toEqual([]);
});

test("a query of the reader's own answers data, and the schema is shown", async () => {
  const { page, problems } = await open("{ users(first: 2) { nodes { email } } }");
  await page.getByRole("button", { name: /execute query/i }).click();
  await answer(page).getByText('"ada@acme.test"').waitFor();
  await page.getByRole("button", { name: /show documentation explorer/i }).click();
  await page
    .getByText("auditLogs", { exact: false })
    .or(page.getByText("Query", { exact: true }))
    .first()
    .waitFor();
  expect(problems).toEqual([]);
});

test("a subscription receives what happens", async () => {
  const { secretKey, people } = await world();
  const { email, password } = people[0]!;
  const ask = async (path: string, token: string | null, body?: object): Promise<any> => {
    const init = {
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), "content-type": "application/json" },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    };
    return (await fetch(dev.url + path, init)).json();
  };
  const { session } = await ask("/v1/auth/sign-in", null, { email, password });
  const orgId = (await ask("/v1/organizations", session.accessToken)).data[0].id as string;
  const { page, problems } = await open(`subscription { organizationEvents(orgId: "${orgId}", types: ["team.created"]) { type data } }`);
  const listens = page
    .waitForEvent("websocket")
    .then((socket) => socket.waitForEvent("framereceived", ({ payload }) => String(payload).includes('"connection_ack"')));
  await page.getByRole("button", { name: /execute query/i }).click();
  await listens;
  // The subscription follows the acknowledgement by a moment that nothing tells the page of: something happens until it is heard.
  const heard = answer(page).getByText('"team.created"').waitFor();
  const seen = { heard: false };
  void heard.then(() => (seen.heard = true));
  for (let made = 0; !seen.heard; made += 1) await ask(`/v1/organizations/${orgId}/teams`, secretKey, { name: `Night shift ${made}` });
  await heard;
  expect(problems).toEqual([]);
});

test("GraphiQL is dark where the reader wants it so", async () => {
  const { page } = await visit(browser, `${dev.url}/graphql`, { colorScheme: "dark" });
  await page.getByRole("button", { name: /execute query/i }).waitFor();
  const { background } = await look(page);
  expect(background).toBeLessThanOrEqual(60);
});
