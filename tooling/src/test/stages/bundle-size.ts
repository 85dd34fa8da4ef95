import { kilobytes, weighBundle, type BundleBudget } from "../../checks/bundle-size.ts";
import { inRoot } from "../../root.ts";
import { failed, passed, type Case } from "../case.ts";
import type { Stage } from "../stage.ts";

const folder = inRoot("tests");

/** The budgets of the clients and of the mock's browser door, in gzip of operations for the client's audience. */
const budgets: readonly BundleBudget[] = [
  {
    title: "one operation with createClient",
    source: `import { createClient } from "@plinto/core/client"; import { createOrganization } from "@plinto/core/operations"; console.log(createClient, createOrganization);`,
    folder,
    maxBytes: 5_000,
    contains: ["/v1/organizations"],
    lacks: ["/v1/auth/sign-in", "/v1/users/import", "/v1/organizations/{orgId}/members"],
  },
  {
    title: "the facade with all operations and the session",
    source: `import { createPlinto } from "@plinto/core"; console.log(createPlinto);`,
    folder,
    maxBytes: 13_000,
    contains: ["/v1/auth/sign-in", "/v1/organizations"],
    lacks: ["/v1/users/import"],
  },
  {
    title: "the mock's browser door without msw",
    source: `import { createMock } from "@plinto/mock"; import { setupMockWorker } from "@plinto/mock/browser"; console.log(createMock, setupMockWorker);`,
    folder,
    maxBytes: 250_000,
    contains: [],
    lacks: ["node:http"],
    external: ["msw", "msw/*"],
  },
];

/** What users' bundles weigh and carry. */
export const bundleSize: Stage = {
  name: "bundle-size",
  about: "gzip budgets and contents of users' bundles",
  needs: ["build"],
  async run() {
    const cases: Case[] = [];
    const notes: string[] = [];
    for (const budget of budgets) {
      const { bytes, problems } = await weighBundle(budget);
      notes.push(`${budget.title}: ${kilobytes(bytes)} of ${kilobytes(budget.maxBytes)}`);
      cases.push(problems.length === 0 ? passed(budget.title) : failed(budget.title, problems.join("\n")));
    }
    return { cases, notes };
  },
};
