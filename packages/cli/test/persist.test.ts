import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plinto, startDev } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function organizations(url: string, secretKey: string): Promise<string[]> {
  const response = await fetch(`${url}/v1/organizations?pageSize=100`, { headers: { authorization: `Bearer ${secretKey}` } });
  return ((await response.json()) as { data: { name: string }[] }).data.map(({ name }) => name);
}

test("with --persist what was made is there the next time, and the folder is named", async () => {
  const folder = temporaryFolder();
  const first = await startDev("--persist", folder);
  const secretKey = await first.terminal.sees(/secret key +(\S+)/);
  expect(first.terminal.lines).toContain(`  data           ${folder}`);
  const [owner] = (
    (await (await fetch(`${first.url}/v1/users?pageSize=1`, { headers: { authorization: `Bearer ${secretKey}` } })).json()) as { data: { id: string }[] }
  ).data;
  const made = await fetch(`${first.url}/v1/organizations`, {
    method: "POST",
    headers: { authorization: `Bearer ${secretKey}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Kept", ownerUserId: owner!.id }),
  });
  expect(made.status).toBe(201);
  expect(await first.stop()).toBe(0);

  const second = await startDev("--persist", folder);
  expect(await organizations(second.url, secretKey)).toContain("Kept");
  expect(second.terminal.errors).toEqual([]);
});

test("without --persist nothing is kept", async () => {
  const { terminal, stop } = await startDev();
  expect(terminal.lines.join("\n")).not.toContain("  data  ");
  expect(await stop()).toBe(0);
});

test("a folder that holds something else is refused, and the command ends", async () => {
  const folder = temporaryFolder();
  writeFileSync(`${folder}/letters.txt`, "mine");
  expect(await plinto("dev", "--port", "0", "--persist", folder)).toEqual({
    code: 1,
    out: "",
    error: expect.stringMatching(/^plinto dev: The folder .+ holds something that is not a mock's data\./),
  });
});

test("a folder that another plinto dev uses is refused, and free again when that one ends", async () => {
  const folder = temporaryFolder();
  const first = await startDev("--persist", folder);
  expect(await plinto("dev", "--port", "0", "--persist", folder)).toMatchObject({ code: 1, error: expect.stringContaining("plinto dev: ") });
  await first.stop();
  const second = await startDev("--persist", folder);
  expect(await (await fetch(`${second.url}/healthz`)).text()).toBe("ok\n");
});
