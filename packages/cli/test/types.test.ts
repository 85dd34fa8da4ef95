import { readFileSync, writeFileSync } from "node:fs";
import { createPlintoAdmin } from "@plinto/node";
import { createControl } from "@plinto/mock/control";
import { expect, test } from "vitest";
import { plinto, startDev } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function backend(): Promise<{
  url: string;
  out: string;
  secretKey: string;
  organization: ReturnType<ReturnType<typeof createPlintoAdmin>["forOrganization"]>;
}> {
  const { url } = await startDev("--limits", "count");
  const { secretKey, organizations } = await createControl({ url }).getWorld();
  return {
    url,
    out: `${temporaryFolder()}/plinto-env.d.ts`,
    secretKey,
    organization: createPlintoAdmin({ baseUrl: url, secretKey }).forOrganization(organizations[0]!.id),
  };
}

const written = `// Written by \`npx @plinto/cli types pull\`: run it again when roles or policies have changed.
import "@plinto/node";

declare module "@plinto/node" {
  interface Register {
    permissions: "documents:export" | "documents:read";
    roles: "auditor" | "billing-manager" | "editor";
  }
}
`;

test("plinto types pull writes the custom roles, and what policies name beside the catalogue", async () => {
  const { url, out, organization } = await backend();
  await organization.roles.create({ name: "Billing manager", permissions: ["billing:read"] });
  await organization.roles.create({ name: "Auditor", permissions: ["audit:read"] });
  await organization.policies.create({
    name: "Documents",
    document: { effect: "allow", actions: ["documents:read", "documents:export", "reports:*", "members:invite"], resources: ["*"] },
  });
  expect(await plinto("types", "pull", "--url", url, "--out", out)).toEqual({
    code: 0,
    out: `${out} has 3 custom roles and 2 permissions now, for @plinto/node.`,
    error: "",
  });
  expect(readFileSync(out, "utf8")).toBe(written);
  expect(await plinto("types", "pull", "--url", url, "--out", out)).toMatchObject({ code: 0, out: `${out} is up to date: 3 custom roles and 2 permissions.` });
});

test("plinto types pull --check tells whether the file is what the backend has, and writes nothing", async () => {
  const { url, out } = await backend();
  expect(await plinto("types", "pull", "--check", "--url", url, "--out", out)).toEqual({
    code: 1,
    out: "",
    error: `plinto types: ${out} is not what the backend has: run plinto types pull.`,
  });
  await plinto("types", "pull", "--url", url, "--out", out);
  expect(readFileSync(out, "utf8")).toContain('permissions: never;\n    roles: "editor";');
  expect((await plinto("types", "pull", "--check", "--url", url, "--out", out)).code).toBe(0);
  writeFileSync(out, written);
  expect((await plinto("types", "pull", "--check", "--url", url, "--out", out)).code).toBe(1);
  expect(readFileSync(out, "utf8")).toBe(written);
});

test("plinto types pull reads the catalogue once, however many organizations there are", async () => {
  const { url, out } = await backend();
  const control = createControl({ url });
  expect((await control.getWorld()).organizations.length).toBeGreaterThan(1);
  await plinto("types", "pull", "--url", url, "--out", out);
  const { data } = await control.listRequests();
  expect(data.filter(({ operationId }) => operationId === "listPermissions")).toHaveLength(1);
});

test("a key is taken from the command line, and one that is refused fails with its code", async () => {
  const { url, out, secretKey } = await backend();
  expect((await plinto("types", "pull", "--url", url, "--out", out, "--secret-key", secretKey)).code).toBe(0);
  const refused = await plinto("types", "pull", "--url", url, "--out", out, "--secret-key", "sk_test_wrong");
  expect(refused).toEqual({ code: 1, out: "", error: expect.stringMatching(/^plinto types: listMyOrganizations: .*\(401 api_key_invalid\)$/) });
});

// A missing folder ended the command with a stack.
test.each([
  ["no/such/types.d.ts", "its folder is not there"],
  [".", "it is a folder"],
  ["program.ts/types.d.ts", "a part of the path is a file"],
])("--out %s cannot be written, and the reason is told", async (name, reason) => {
  const { url } = await backend();
  const folder = temporaryFolder();
  writeFileSync(`${folder}/program.ts`, "");
  const out = `${folder}/${name}`;
  expect(await plinto("types", "pull", "--url", url, "--out", out)).toEqual({
    code: 1,
    out: "",
    error: `plinto types: Nothing was written: ${out} cannot be. The reason: ${reason}.`,
  });
});

// `--out app.ts` replaced the program.
test("only what the command wrote itself is overwritten", async () => {
  const { url } = await backend();
  const out = `${temporaryFolder()}/app.ts`;
  for (const mine of ["my program", ""]) {
    writeFileSync(out, mine);
    for (const check of [[], ["--check"]])
      expect(await plinto("types", "pull", "--url", url, "--out", out, ...check)).toEqual({
        code: 1,
        out: "",
        error: `plinto types: Nothing was written, since ${out} is not a file that plinto types pull wrote. --out names another, or delete it.`,
      });
    expect(readFileSync(out, "utf8")).toBe(mine);
  }
});

test("the names are registered with the packages that the project depends on, or that --for names", async () => {
  const { url } = await backend();
  const folder = temporaryFolder();
  const pull = async (...more: string[]): Promise<[string, string[]]> => {
    const { out } = await plinto("types", "pull", "--url", url, "--out", `${folder}/plinto-env.d.ts`, ...more);
    return [out.replace(/^.* now, /, ""), [...readFileSync(`${folder}/plinto-env.d.ts`, "utf8").matchAll(/^import "(.+)";$/gm)].map((match) => match[1]!)];
  };
  const depends = (...names: string[]): void =>
    writeFileSync(`${folder}/package.json`, JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, "*"])) }));
  depends("next", "@plinto/node", "@plinto/react");
  expect(await pull()).toEqual(["for @plinto/node and @plinto/react.", ["@plinto/node", "@plinto/react"]]);
  depends("react", "@plinto/react");
  expect(await pull()).toEqual(["for @plinto/react.", ["@plinto/react"]]);
  expect(await pull("--for", "react,node")).toEqual(["for @plinto/node and @plinto/react.", ["@plinto/node", "@plinto/react"]]);
  const register = '  interface Register {\n    permissions: never;\n    roles: "editor";\n  }\n}\n';
  expect(readFileSync(`${folder}/plinto-env.d.ts`, "utf8").split("\n\n").slice(1).join("\n\n")).toBe(
    `declare module "@plinto/node" {\n${register}\ndeclare module "@plinto/react" {\n${register}`,
  );
  depends("express");
  expect(await pull()).toEqual(["for @plinto/node.", ["@plinto/node"]]);
});

test.each([
  [["--for", "vue"], "--for must be node, react or node,react."],
  [["--for", ""], "--for must be node, react or node,react."],
  [["--out", ""], "--out names a file, and the name is empty."],
])("plinto types pull %j is not understood", async (args, message) => {
  expect(await plinto("types", "pull", ...args)).toMatchObject({ code: 2, error: expect.stringContaining(message) });
});

test.each([[[]], [["push"]], [["pull", "now"]]])("plinto types %j is not understood", async (args) => {
  expect(await plinto("types", ...args)).toMatchObject({ code: 2, error: expect.stringContaining("Say what to do with types: pull.") });
});
