import { afterEach, expect, test } from "vitest";
import { emptyProject, type EmptyProject } from "./empty-project.ts";

const projects: EmptyProject[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

test("core installs within 1.5 MB", async ({ annotate }) => {
  const project = await emptyProject(["core"]);
  projects.push(project);
  const { bytes, packages } = project.weigh();
  await annotate(`@plinto/core installs as ${packages.length} packages, ${megabytes(bytes)} (budget 1.5 MB)`);
  expect(bytes).toBeLessThanOrEqual(1_500_000);
});

test("the mock installs within 35 packages and 20 MB, without msw, graphql and ws", async ({ annotate }) => {
  const project = await emptyProject(["mock"]);
  projects.push(project);
  const { bytes, packages } = project.weigh();
  await annotate(`@plinto/mock installs as ${packages.length} packages, ${megabytes(bytes)} (budgets 35 packages, 20 MB)`);
  expect(packages).not.toContain("msw");
  expect(packages).not.toContain("graphql");
  expect(packages).not.toContain("ws");
  expect(packages.length).toBeLessThanOrEqual(35);
  expect(bytes).toBeLessThanOrEqual(20_000_000);
  project.write(
    "serve.cjs",
    `const { createMock } = require("@plinto/mock"); const { serveMock } = require("@plinto/mock/server");
    serveMock(createMock()).then(async ({ url, close }) => {
      const { status } = await fetch(url + "/v1/health");
      const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-protocol": "plinto.v1" };
      require("node:http").get(url + "/v1/ws", { headers }, async (answer) => {
        let text = "";
        for await (const part of answer) text += part;
        console.log(status, answer.statusCode, JSON.parse(text).detail);
        await close();
      });
    });`,
  );
  const { code, output } = await project.node("serve.cjs");
  expect({ code, output: output.trim() }).toEqual({ code: 0, output: "200 501 Sockets of this server need the package ws: install it." });
});
