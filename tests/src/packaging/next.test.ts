import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { signWebhook } from "@plinto/webhooks";
import { exampleEvent } from "@plinto/webhooks/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyConsumer, emptyProject, type EmptyProject } from "./empty-project.ts";

const secret = "whsec_cGxpbnRvLW5leHQtdGVzdC1zZWNyZXQtMjRi";
const env = { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", WEBHOOK_SECRET: secret };

let project: EmptyProject;
let server: ChildProcess | undefined;
let url: string;
let output = "";

beforeAll(async () => {
  project = await emptyProject(["webhooks"], ["next@16.4.6", "react@19", "react-dom@19"]);
  copyConsumer(project, "next-consumer");
  const program = path.join(project.folder, "node_modules", "next", "dist", "bin", "next");
  const build = spawn(process.execPath, [program, "build"], { cwd: project.folder, env });
  for (const stream of [build.stdout, build.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  const code = await new Promise((resolve) => build.once("exit", resolve));
  if (code !== 0) throw new Error(`next build failed:\n${output}`);
  server = spawn(process.execPath, [program, "start", "--port", "0", "--hostname", "127.0.0.1"], { cwd: project.folder, env });
  url = await new Promise<string>((resolve, reject) => {
    for (const stream of [server!.stdout!, server!.stderr!]) {
      stream.on("data", (text: Buffer) => {
        output += text.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
        if (found) resolve(found[0]);
      });
    }
    server!.once("exit", () => reject(new Error(`next start ended:\n${output}`)));
  });
});

afterAll(async () => {
  if (server) {
    const exited = new Promise((resolve) => server!.once("exit", resolve));
    server.kill();
    await exited;
  }
  project?.remove();
});

async function send(route: string, key: string = secret): Promise<Response> {
  const event = exampleEvent("member.added", { id: `evt_${route.replaceAll("/", "_")}` });
  const body = `${JSON.stringify(event, null, 1)}\n`;
  const headers = { "content-type": "application/json", ...(await signWebhook(body, key, { id: event.id })) };
  return fetch(url + route, { method: "POST", body, headers });
}

test.each(["/webhooks", "/api/raw"])("a built Next application receives webhooks at %s", async (route) => {
  const before = output.split("handled member").length;
  expect((await send(route)).status).toBe(204);
  expect((await send(route)).status).toBe(204);
  await expect.poll(() => output.split("handled member").length).toBe(before + 1);
  const forged = await send(route, "whsec_YW5vdGhlci1wbGludG8td2ViaG9vay1r");
  expect(forged.status).toBe(401);
  expect(await forged.json()).toMatchObject({ code: "signature_mismatch" });
});

test("an API route whose parser is on says what to write", async () => {
  const response = await send("/api/parsed");
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ code: "body_not_raw" });
  await expect.poll(() => output).toContain("In Next.js: export const config = { api: { bodyParser: false } }");
});
