import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyConsumer, emptyProject, tool, type EmptyProject } from "./empty-project.ts";

let project: EmptyProject;

beforeAll(async () => {
  project = await emptyProject(["core", "mock"], ["storybook@10.6.7", "@storybook/react@10.6.7", "react@19", "react-dom@19", "@types/react@19"]);
  copyConsumer(project, "storybook-consumer");
});

afterAll(() => project?.remove());

test("Storybook's own types take the annotations", async () => {
  project.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        module: "esnext",
        moduleResolution: "bundler",
        allowImportingTsExtensions: true,
        jsx: "react-jsx",
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        noEmit: true,
        target: "es2022",
        lib: ["es2022", "dom", "dom.iterable"],
        types: [],
      },
      files: ["switcher.stories.tsx", "types.ts"],
    }),
  );
  const { code, output } = await project.node(tool("typescript59", "lib/tsc.js"), "--project", "tsconfig.json", "--pretty", "false");
  expect({ code, output }).toEqual({ code: 0, output: "" });
});

test("Storybook loads and renders each story in the state it names, with its person signed in", async () => {
  await build({
    entryPoints: [path.join(project.folder, "run.mjs")],
    bundle: true,
    packages: "external",
    format: "esm",
    jsx: "automatic",
    outfile: path.join(project.folder, "bundled.mjs"),
  });
  const { code, output } = await project.node("bundled.mjs");
  expect(output).toBe(
    [
      "<p>a client</p>",
      "unauthenticated",
      "<p>0<!-- --> messages</p>",
      "<p>a client</p>",
      "Acme,Second Office",
      "<p>a client</p>",
      "Acme,Second Office",
      'true There is no snapshot "third-office". There is second-office.',
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
