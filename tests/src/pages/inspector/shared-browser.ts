import type { Browser } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { startDevProgram, type DevProgram } from "../dev-program.ts";
import { startChromium } from "../visit.ts";

/** What the tests of a file share: a browser and a `plinto dev` whose clocks stand still. */
export interface Shared {
  readonly browser: Browser;
  readonly dev: DevProgram;
}

/** Starts both before the tests of a file and ends them after. Ask for them inside a test only. */
export function shared(): () => Shared {
  let found: Shared | undefined;
  beforeAll(async () => {
    const [browser, dev] = await Promise.all([startChromium(), startDevProgram("--clock", "virtual", "--limits", "count")]);
    found = { browser, dev };
  });
  afterAll(async () => {
    await Promise.all([found?.browser.close(), found?.dev.close()]);
  });
  return () => found!;
}
