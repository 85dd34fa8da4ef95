import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { mutantVariable } from "./tooling/src/mutants/mutant.ts";
import { mutantPlugin } from "./tooling/src/mutants/plugin.ts";

const root = import.meta.dirname;
const conditions = ["@plinto/source"];
const resolve = {
  resolve: { conditions: [...conditions, "module", "node", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"], externalConditions: conditions } },
};

const mutant = process.env[mutantVariable];
/** The fault that `npm run mutants` wants in the sources; none otherwise. */
const mutants = mutant === undefined ? {} : { plugins: [mutantPlugin(mutant)] };

/** A project of tests that run in Node. */
function node(name: string, include: string[], exclude: string[] = [], timeoutMs: number = 10_000): TestProjectInlineConfiguration {
  return {
    ...resolve,
    ...mutants,
    test: {
      name,
      root,
      include,
      exclude: ["**/node_modules/**", ...exclude],
      environment: "node",
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      // A second, as it is by itself, is short for a browser on a busy machine.
      expect: { poll: { timeout: timeoutMs / 2 } },
    },
  };
}

/**
 * Tests in a real Chromium, which the stage `browser` of the test command finds and names. The worker script of msw is
 * served from a folder of its own, taken from the installed package each time.
 */
function browser(executablePath: string): TestProjectInlineConfiguration {
  const publicDir = path.join(root, "node_modules", ".plinto", "browser");
  mkdirSync(publicDir, { recursive: true });
  copyFileSync(path.join(root, "packages", "mock", "node_modules", "msw", "lib", "mockServiceWorker.js"), path.join(publicDir, "mockServiceWorker.js"));
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return {
    resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
    publicDir,
    test: {
      name: "browser",
      root,
      include: ["**/*.browser.test.{ts,tsx}"],
      exclude: ["**/node_modules/**"],
      testTimeout: 30_000,
      expect: { poll: { timeout: 15_000 } },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args } }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

const chromium = process.env["PLINTO_CHROMIUM"];
const packages = readdirSync(path.join(root, "packages"));

export default defineConfig({
  test: {
    retry: 0,
    // By itself vitest leaves a core to its main process, which has little to do once everything is transformed.
    maxWorkers: "100%",
    projects: [
      ...packages.map((name) => node(name, [`packages/${name}/test/**/*.test.{ts,tsx}`], ["**/*.browser.test.{ts,tsx}"])),
      node("tooling", ["tooling/test/**/*.test.ts"]),
      node("tests", ["tests/src/**/*.test.ts"], ["**/*.browser.test.ts", "tests/src/packaging/**", "tests/src/runtimes/**", "tests/src/pages/**"], 30_000),
      node("examples", ["examples/*/test/**/*.test.{ts,tsx}"], ["**/*.pages.test.ts"], 30_000),
      node("packaging", ["tests/src/packaging/**/*.test.ts"], [], 300_000),
      node("runtimes", ["tests/src/runtimes/**/*.test.ts"], [], 60_000),
      ...(chromium === undefined ? [] : [browser(chromium), node("pages", ["tests/src/pages/**/*.test.ts", "examples/*/test/**/*.pages.test.ts"], [], 30_000)]),
      {
        ...resolve,
        test: {
          name: "types",
          root,
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: "tsc",
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: path.join(root, "tsconfig.types.json"),
          },
        },
      },
    ],
  },
});
