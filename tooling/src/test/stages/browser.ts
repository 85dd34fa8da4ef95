import { findChromium } from "../../chromium.ts";
import { skipped } from "../case.ts";
import { runVitest } from "../run-vitest.ts";
import type { Stage } from "../stage.ts";

/** What needs a real browser: the journeys over a service worker, on the API's own origin and on another, the mock's pages, and the examples. */
export const browser: Stage = {
  name: "browser",
  about: "in Chromium: the journeys over a service worker, the pages of plinto dev, and the examples",
  // The pages are tested as they are published.
  needs: ["build"],
  cores: 2,
  async run() {
    const notes: string[] = [];
    const executable = findChromium({ env: process.env, install: true, log: (line) => notes.push(line) });
    if (executable === undefined) return { cases: [skipped("the journeys and pages in Chromium", `there is no Chromium: ${notes.join(" ")}`)], notes };
    const result = await runVitest(["browser", "pages"], { PLINTO_CHROMIUM: executable });
    return { ...result, notes: [...notes, ...(result.notes ?? [])] };
  },
};
