import type { Browser } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { startChromium } from "./person.ts";
import { type Built, buildApplication } from "./site.ts";

/** What the tests of a file share: a browser, and the application built once. */
export interface Suite {
  readonly browser: Browser;
  readonly built: Built;
}

/** Starts a browser and builds the application before the tests of a file. */
export function prepare(): Suite {
  const suite = {} as { browser: Browser; built: Built };
  beforeAll(async () => {
    [suite.browser, suite.built] = await Promise.all([startChromium(), buildApplication()]);
  }, 60_000);
  afterAll(() => suite.browser?.close());
  return suite;
}
