import { existsSync, readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "../../src/root.ts";
import { stages } from "../../src/test/stages.ts";

const text = readFileSync(inRoot("SECURITY.md"), "utf8");
const promises = [...text.matchAll(/^\| \*\*(.+?)\*\*.*?\| (.+) \|$/gm)].map(([, promise, proof]) => ({ promise: promise!, proof: proof! }));

test("every promise names files that prove it, and they exist", () => {
  expect(promises.map(({ promise }) => promise)).toHaveLength(8);
  for (const { promise, proof } of promises) {
    const files = [...proof.matchAll(/`([\w.-]+(?:\/[\w.-]+)+)`/g)].map(([, file]) => file!);
    const missing = files.filter((file) => !existsSync(inRoot(...file.split("/"))));
    expect({ promise, missing }).toEqual({ promise, missing: [] });
    expect(/`(?:[\w.-]+\/)+[\w.-]+`|same workflow/.test(proof), `${promise} names no file`).toBe(true);
  }
});

test("every stage of the test command that is named exists", () => {
  const named = [...text.matchAll(/npm test -- ([\w-]+)/g)].map(([, stage]) => stage!);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(stages.map((stage) => stage.name)).toContain(name);
});

// The page told of support for packages that nobody could install.
test("support is stated for nothing that does not exist", () => {
  const names = readdirSync(inRoot("packages"));
  const others = ["react", "next", "node"].filter((name) => !names.includes(name));
  const support = /## Support\n([\s\S]*?)\n## /.exec(text)![1]!;
  for (const name of others) expect(support).not.toMatch(new RegExp(`\\bthe ${name} package`, "i"));
});

test("every foreign dependency has its reason in the README of its package", () => {
  for (const name of readdirSync(inRoot("packages"))) {
    const manifest = JSON.parse(readFileSync(inRoot("packages", name, "package.json"), "utf8")) as { dependencies?: Record<string, string> };
    const readme = readFileSync(inRoot("packages", name, "README.md"), "utf8");
    const unexplained = Object.keys(manifest.dependencies ?? {}).filter((dependency) => !dependency.startsWith("@plinto/") && !readme.includes(dependency));
    expect({ name, unexplained }).toEqual({ name, unexplained: [] });
  }
});

test("the release publishes with provenance and a bill of materials, and holds no token for npm", () => {
  const workflow = readFileSync(inRoot(".github", "workflows", "release.yml"), "utf8");
  for (const needed of ["run: npm test", "id-token: write", "--provenance", "--sbom-format cyclonedx", "attest-sbom"]) expect(workflow).toContain(needed);
  expect(workflow).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|_authToken/);
});
