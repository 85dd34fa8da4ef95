import { rmSync } from "node:fs";
import path from "node:path";
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { signWebhook } from "@plinto/webhooks";
import { exampleEvent } from "@plinto/webhooks/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyConsumer, emptyProject, type EmptyProject } from "./empty-project.ts";
import { startNext, type NextProgram } from "./next-program.ts";

const secret = "whsec_cGxpbnRvLW5leHQtdGVzdC1zZWNyZXQtMjRi";
describe.each(["15.5.29", "16.4.6"])("Next %s", (version) => {
  const mock = createMock();
  let project: EmptyProject;
  let next: NextProgram;
  let closeMock: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const served = await serveMock(mock, { port: 0 });
    closeMock = served.close;
    project = await emptyProject(["webhooks", "node"], [`next@${version}`, "react@19", "react-dom@19"]);
    copyConsumer(project, "next-consumer");
    if (version.startsWith("15.")) {
      // Before Next 16 the proxy is called middleware, and runs on the edge runtime, where there is no node:crypto.
      rmSync(path.join(project.folder, "proxy.js"));
      project.write("middleware.js", 'export { proxy as middleware } from "./plinto.js";\nexport const config = { matcher: ["/who"] };\n');
    }
    next = await startNext(project.folder, { WEBHOOK_SECRET: secret, PLINTO_URL: served.url });
  });

  afterAll(async () => {
    await next?.stop();
    await closeMock?.();
    project?.remove();
  });

  async function send(route: string, key: string = secret): Promise<Response> {
    const event = exampleEvent("member.added", { id: `evt_${route.replaceAll("/", "_")}` });
    const body = `${JSON.stringify(event, null, 1)}\n`;
    const headers = { "content-type": "application/json", ...(await signWebhook(body, key, { id: event.id })) };
    return fetch(next.url + route, { method: "POST", body, headers });
  }

  test.each(["/webhooks", "/edge", "/api/raw"])("a built Next application receives webhooks at %s", async (route) => {
    const before = next.output.split("handled member").length;
    expect((await send(route)).status).toBe(204);
    expect((await send(route)).status).toBe(204);
    await expect.poll(() => next.output.split("handled member").length).toBe(before + 1);
    const forged = await send(route, "whsec_YW5vdGhlci1wbGludG8td2ViaG9vay1r");
    expect(forged.status).toBe(401);
    expect(await forged.json()).toMatchObject({ code: "signature_mismatch" });
  });

  test("an API route whose parser is on says what to write", async () => {
    const response = await send("/api/parsed");
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "body_not_raw" });
    await expect.poll(() => next.output).toContain("In Next.js: export const config = { api: { bodyParser: false } }");
  });

  async function signIn(): Promise<{ status: number; cookie: string; text: string }> {
    const { email, password } = mock.seed.users.bob;
    const response = await fetch(`${next.url}/api/plinto/v1/auth/sign-in`, {
      method: "POST",
      headers: { origin: next.url, "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    return { status: response.status, cookie, text: await response.text() };
  }

  test("a page that is rendered on the server knows who visits it, by cookies that no script reads", async () => {
    const { status, cookie, text } = await signIn();
    expect(status).toBe(200);
    expect(cookie).toMatch(/__Host-plinto-refresh=rt_/);
    expect(text).not.toContain("rt_");
    expect(await (await fetch(`${next.url}/who`)).text()).toContain("<p>signed-out</p>");
    expect(await (await fetch(`${next.url}/who`, { headers: { cookie } })).text()).toContain(`<p>${mock.seed.users.bob.id}</p>`);
    const withoutAccess = cookie.replace(/__Host-plinto-access=[^;]+/, "");
    const restored = await fetch(`${next.url}/who`, { headers: { cookie: withoutAccess } });
    expect(restored.headers.getSetCookie().some((line) => line.startsWith("__Host-plinto-refresh=rt_"))).toBe(true);
    expect(await restored.text()).toContain(`<p>${mock.seed.users.bob.id}</p>`);
  });

  test("the session endpoint of a built Next application answers its own pages only", async () => {
    const response = await fetch(`${next.url}/api/plinto/v1/auth/refresh`, { method: "POST", headers: { origin: "https://evil.test" } });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "origin_not_allowed" });
  });

  test("a route handler of a built Next application lets members through, and nobody else", async () => {
    const token = await createPlinto(mock.as("bob", { organization: "acme" })).session.getToken();
    const asBob = await fetch(`${next.url}/members`, { headers: { authorization: `Bearer ${token}` } });
    expect([asBob.status, ((await asBob.json()) as { userId: string }).userId]).toEqual([200, mock.seed.users.bob.id]);
    expect((await fetch(`${next.url}/members`)).status).toBe(401);
  });
});
