import { expect, test } from "vitest";
import { esmOnlyDependencies } from "../../src/build/esm-only.ts";
import { workspacePackages } from "../../src/packages.ts";
import { emitNotices } from "../../src/generate/notices.ts";

/** Packages whose build writes foreign code into its files. */
const shipping = workspacePackages().filter(({ slug, folder, manifest }) => slug === "mock-ui" || esmOnlyDependencies(folder, manifest).length > 0);

test("who ships foreign code says whose it is, with its licence and its text", () => {
  const files = emitNotices();
  expect(shipping.map(({ slug }) => slug)).toContain("mock");
  for (const { slug, manifest } of shipping) {
    const text = files.get(`packages/${slug}/THIRD-PARTY-NOTICES.md`) ?? "";
    expect({ slug, files: manifest.files }).toEqual({ slug, files: expect.arrayContaining(["THIRD-PARTY-NOTICES.md"]) });
    for (const name of Object.keys(manifest.dependencies ?? {}).filter((dependency) => !dependency.startsWith("@plinto/"))) {
      expect(text).toMatch(new RegExp(`^- ${name} \\d\\S+: (?:MIT|ISC|Apache-2.0|BSD-[23]-Clause)$`, "m"));
      expect(text).toMatch(new RegExp(`^## .*${name}`, "m"));
    }
  }
});

// The page of GraphiQL came without a word about whose it is.
test("what is bundled into the pages of the mock is named too, as far down as it reaches", () => {
  const text = emitNotices().get("packages/mock-ui/THIRD-PARTY-NOTICES.md");
  for (const name of ["@scalar/api-reference", "graphiql", "react", "react-dom", "graphql", "graphql-ws", "monaco-editor", "monaco-graphql", "scheduler"])
    expect(text).toMatch(new RegExp(`^- ${name} \\d`, "m"));
});

test("no component comes without terms that allow it to be shipped", () => {
  const lines = [...emitNotices().values()].flatMap((text) => text.match(/^- \S+ \S+: .+$/gm) ?? []);
  const unclear = lines.filter(
    (line) =>
      !/: \(?(?:AFL-2\.1 OR )?(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|CC0-1\.0|Unlicense|BlueOak-1\.0\.0|MPL-2\.0|Python-2\.0|PSF-2\.0|CC-BY-[34]\.0)/.test(
        line,
      ),
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(unclear).toEqual([]);
});
