import { existsSync, readFileSync } from "node:fs";
import { compareApi } from "../../api/compare.ts";
import { apiFile, currentPages, releasedApiFile } from "../../api/files.ts";
import { parseReport } from "../../api/markdown.ts";
import { breakingGate, releaseState } from "../../release/breaking-gate.ts";
import { failed, passed, type Case } from "../case.ts";
import type { Stage } from "../stage.ts";

/** The public names of every package and their types, against what is committed and against the last release. */
export const api: Stage = {
  name: "api",
  about: "the public names of the packages and their types",
  needs: ["build"],
  run() {
    const cases: Case[] = [];
    const notes: string[] = [];
    const state = releaseState();
    for (const [one, page] of currentPages()) {
      const { name } = one.manifest;
      cases.push(currency(name, existsSync(apiFile(one)) ? readFileSync(apiFile(one), "utf8") : undefined, page));
      if (existsSync(releasedApiFile(one))) {
        const { breaking } = compareApi(parseReport(readFileSync(releasedApiFile(one), "utf8")), parseReport(page));
        cases.push(breakingGate(`${name} keeps what the last release promised`, breaking, state));
      } else notes.push(`${name} is not released yet: its api/released.md appears with the first release`);
    }
    return { cases, notes };
  },
};

/** Whether the committed page says what the package has. */
function currency(name: string, committed: string | undefined, page: string): Case {
  const title = `the page of public names of ${name} is current`;
  if (committed === page) return passed(title);
  const changes = committed === undefined ? { breaking: [], added: ["there is no page yet"] } : compareApi(parseReport(committed), parseReport(page));
  const lines = [...changes.breaking.map((line) => `breaking: ${line}`), ...changes.added];
  return failed(title, [...lines, "Look whether that is what you want, run `npm run api`, and commit the page."].join("\n"));
}
