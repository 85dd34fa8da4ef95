import path from "node:path";
import { expect, test } from "vitest";
import { serverDoor } from "../doors/server-door.ts";
import { compile, description, emptyFolder, generate, runCompiled } from "./generator.ts";

/** The environment of a generated client's program: a served mock and its key. */
async function servedMock(): Promise<{ env: NodeJS.ProcessEnv; ada: string; close: () => Promise<void> }> {
  const { mock, connect, close } = await serverDoor.open();
  const ada = mock.seed.users.ada.id;
  return { env: { PLINTO_URL: connect().baseUrl!, PLINTO_KEY: mock.keys.secretKey, PLINTO_OWNER: ada }, ada, close };
}

const globals = "declare const process: { env: Record<string, string> };";

test("openapi-typescript reads the description and what it emits compiles", async () => {
  const folder = emptyFolder();
  const { code, output } = await generate("openapi-typescript", "bin/cli.js", [description, "-o", path.join(folder, "api.ts")]);
  expect({ code, output }).toEqual({ code: 0, output: expect.not.stringMatching(/warn|error/i) });
  const program = `
import type { components, paths } from "./api.ts";
export const body: paths["/v1/organizations"]["post"]["requestBody"]["content"]["application/json"] = { name: "Acme Labs" };
export const role: components["schemas"]["Member"]["role"] = "admin";
// @ts-expect-error an organization has a name
export const none: paths["/v1/organizations"]["post"]["requestBody"]["content"]["application/json"] = {};
`;
  expect(await compile(folder, program)).toBe("");
});

test("@hey-api/openapi-ts reads the description, what it emits compiles, and its client talks to the backend", async () => {
  const folder = emptyFolder();
  const { code, output } = await generate("@hey-api/openapi-ts", "bin/run.js", ["-i", description, "-o", path.join(folder, "api"), "--no-log-file"]);
  expect({ code, output }).toEqual({ code: 0, output: expect.not.stringMatching(/warn|error/i) });
  const program = `
import { createOrganization, listMembers } from "./api";
import { client } from "./api/client.gen";
${globals}
client.setConfig({ baseUrl: process.env.PLINTO_URL, auth: process.env.PLINTO_KEY });
const { data, error } = await createOrganization({ body: { name: "Acme Labs", ownerUserId: process.env.PLINTO_OWNER } });
if (!data) throw error;
const members = await listMembers({ path: { orgId: data.id }, query: { pageSize: 5 }, throwOnError: true });
console.log(JSON.stringify({ name: data.name, members: members.data.data.map((member) => member.userId) }));
`;
  expect(await compile(folder, program)).toBe("");
  const { env, ada, close } = await servedMock();
  const { stdout, stderr } = await runCompiled(folder, env);
  await close();
  expect({ stdout, stderr }).toEqual({ stdout: `${JSON.stringify({ name: "Acme Labs", members: [ada] })}\n`, stderr: "" });
});

test("redocly generate-client reads the description, what it emits compiles, and its client talks to the backend", async () => {
  const folder = emptyFolder();
  const { code, output } = await generate("@redocly/cli", "bin/cli.js", [
    "generate-client",
    description,
    "-o",
    path.join(folder, "api.ts"),
    "--args-style",
    "grouped",
  ]);
  expect({ code, output }).toEqual({ code: 0, output: expect.not.stringMatching(/warn|error/i) });
  const program = `
import { client, configure, createOrganization, listMembers } from "./api";
${globals}
configure({ serverUrl: process.env.PLINTO_URL });
client.auth.bearer(process.env.PLINTO_KEY);
const organization = await createOrganization({ body: { name: "Acme Labs", ownerUserId: process.env.PLINTO_OWNER } });
const members = await listMembers({ path: { orgId: organization.id }, query: { pageSize: 5 } });
console.log(JSON.stringify({ name: organization.name, members: members.data.map((member) => member.userId) }));
`;
  expect(await compile(folder, program)).toBe("");
  const { env, ada, close } = await servedMock();
  const { stdout, stderr } = await runCompiled(folder, env);
  await close();
  expect({ stdout, stderr }).toEqual({ stdout: `${JSON.stringify({ name: "Acme Labs", members: [ada] })}\n`, stderr: "" });
});
