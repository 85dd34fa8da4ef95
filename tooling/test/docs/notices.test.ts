import { expect, test } from "vitest";
import { workspacePackages } from "../../src/packages.ts";
import { emitNotices } from "../../src/generate/notices.ts";

test("every dependency at run time is named with its licence and its text", () => {
  const files = emitNotices();
  for (const { slug, manifest } of workspacePackages()) {
    const foreign = Object.keys(manifest.dependencies ?? {}).filter((name) => !name.startsWith("@plinto/"));
    const text = files.get(`packages/${slug}/THIRD-PARTY-NOTICES.md`) ?? "";
    for (const name of foreign) {
      expect(text).toMatch(new RegExp(`^- ${name} \\d\\S+: (?:MIT|ISC|Apache-2.0|BSD-[23]-Clause)$`, "m"));
      expect(text).toMatch(new RegExp(`^## .*${name}`, "m"));
    }
  }
});

test("what is bundled into the pages of the mock is named too", () => {
  expect(emitNotices().get("packages/mock-ui/THIRD-PARTY-NOTICES.md")).toMatch(/^- @scalar\/api-reference \d/m);
});

test("no component comes without terms that allow it to be shipped", () => {
  const lines = [...emitNotices().values()].flatMap((text) => text.match(/^- \S+ \S+: .+$/gm) ?? []);
  const unclear = lines.filter(
    (line) =>
      !/: \(?(?:AFL-2\.1 OR )?(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|CC0-1\.0|Unlicense|BlueOak-1\.0\.0|MPL-2\.0|Python-2\.0|CC-BY-[34]\.0)/.test(line),
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(unclear).toEqual([]);
});
