import { readFileSync } from "node:fs";
import path from "node:path";
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyConsumer, emptyProject, tool, type EmptyProject } from "./empty-project.ts";
import { startNext, type NextProgram } from "./next-program.ts";

const mock = createMock();
let project: EmptyProject;
let next: NextProgram;
let token: string;
let closeMock: (() => Promise<void>) | undefined;

beforeAll(async () => {
  const served = await serveMock(mock, { port: 0 });
  closeMock = served.close;
  token = (await createPlinto(mock.as("ada", { organization: "acme" })).session.getToken())!;
  project = await emptyProject(
    ["react", "realtime"],
    ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1", "@tanstack/react-query@5.108.0", "@types/react@19.3.0"],
  );
  copyConsumer(project, "react-consumer");
  next = await startNext(project.folder, {
    PLINTO_URL: served.url,
    PLINTO_KEY: mock.keys.publishableKey,
    PLINTO_TOKEN: token,
    PLINTO_ORGANIZATION: mock.seed.organizations.acme.id,
  });
});

afterAll(async () => {
  await next?.stop();
  await closeMock?.();
  project?.remove();
});

test("the installed doors for the browser say so on their first line, and those for servers do not", () => {
  const dist = path.join(project.folder, "node_modules", "@plinto", "react", "dist");
  const first = (file: string): boolean => readFileSync(path.join(dist, file), "utf8").startsWith('"use client";');
  for (const door of ["index", "query", "realtime", "devtools"]) expect([first(`${door}.js`), first(`${door}.cjs`)]).toEqual([true, true]);
  for (const door of ["server/index", "server/query"]) expect([first(`${door}.js`), first(`${door}.cjs`)]).toEqual([false, false]);
});

test("a page of Next from the installed packages is rendered for who is there, read ahead, and holds no token", async () => {
  const html = await (await fetch(next.url)).text();
  expect(html).toContain("Ada Lovelace at Acme, may invite: true, live: idle");
  expect(html).not.toContain("<p>loading</p>");
  expect(html).not.toContain(token);
});

test.each(["typescript59", "typescript", "typescript7"])(
  "strict %s checks an application and our declarations, and completes a registered permission",
  async (compiler) => {
    project.write(
      "application.tsx",
      `import { PlintoProvider, Show, useCan, useSignIn } from "@plinto/react";
import { PlintoDevtools } from "@plinto/react/devtools";
import { useInfiniteListMembers, useUpdateMember } from "@plinto/react/query";
import type { Plinto } from "@plinto/core";
import type { ReactNode } from "react";
declare module "@plinto/react" {
  interface Register {
    permissions: "reports:read";
  }
}
export function Application({ plinto, orgId }: { plinto: Plinto; orgId: string }): ReactNode {
  return <PlintoProvider client={plinto}><Show when={{ permission: "reports:read" }}><Members orgId={orgId} /></Show><PlintoDevtools /></PlintoProvider>;
}
function Members({ orgId }: { orgId: string }): ReactNode {
  const { step } = useSignIn();
  const { allowed } = useCan({ operation: "updateMember" });
  const { data } = useInfiniteListMembers({ orgId });
  const update = useUpdateMember({ optimistic: true });
  return <button disabled={!allowed} onClick={() => update.mutate({ orgId, userId: data?.pages[0]?.data[0]?.userId ?? "", role: "admin" })}>{step.status}</button>;
}
`,
    );
    const options = { strict: true, skipLibCheck: false, noEmit: true, jsx: "react-jsx", target: "es2022", lib: ["es2022", "dom", "dom.iterable"], types: [] };
    for (const resolution of [
      { module: "esnext", moduleResolution: "bundler" },
      { module: "node16", moduleResolution: "node16" },
    ]) {
      project.write(
        "tsconfig.json",
        JSON.stringify({
          compilerOptions: { ...options, ...resolution, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
          files: ["application.tsx"],
        }),
      );
      const program = tool(compiler, path.join("bin", compiler === "typescript" ? "tsc6" : "tsc"));
      const { code, output } = await project.node(program, "--project", "tsconfig.json", "--pretty", "false");
      expect({ code, output }).toEqual({ code: 0, output: "" });
    }
  },
);
