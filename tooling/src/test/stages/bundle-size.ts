import { kilobytes, weighBundle, type BundleBudget } from "../../checks/bundle-size.ts";
import { strayPaths } from "../../checks/operation-bundles.ts";
import { bundle } from "../../description/bundle.ts";
import { describe } from "../../description/model.ts";
import { inRoot } from "../../root.ts";
import { failed, passed, type Case } from "../case.ts";
import type { Stage } from "../stage.ts";

const folder = inRoot("tests");

/** What an application of React has in any case, or has beside the hooks. */
const besideReact: readonly string[] = ["react", "react/jsx-runtime", "@plinto/core", "@plinto/core/*", "@tanstack/react-query"];

/** The budgets of the clients, of the webhooks and of the mock's browser door, in gzip of operations for the client's audience. */
const budgets: readonly BundleBudget[] = [
  {
    title: "one operation with createClient",
    source: oneOperation("createOrganization"),
    folder,
    maxBytes: 5_000,
    contains: ["/v1/organizations"],
    lacks: ["/v1/auth/sign-in", "/v1/users/import", "/v1/organizations/{orgId}/members"],
  },
  {
    // No door gives the facade without the session, so this is put together from the sources.
    title: "the facade with all operations over createClient",
    source: `import { createClient } from "./src/client.ts"; import { bindTree } from "./src/bind-tree.ts"; import { tree } from "./src/generated/tree.ts"; console.log(createClient, bindTree, tree);`,
    folder: inRoot("packages", "core"),
    maxBytes: 9_000,
    contains: ["/v1/auth", "/v1/organizations"],
    lacks: ["/v1/environment"],
  },
  {
    title: "the facade with all operations and the session",
    source: `import { createPlinto } from "@plinto/core"; console.log(createPlinto);`,
    folder,
    maxBytes: 13_000,
    contains: ["/v1/auth", "/v1/organizations"],
    lacks: ["/v1/environment"],
  },
  {
    title: "passkeys in a page, beside any client",
    source: `import * as passkeys from "@plinto/core/passkeys"; console.log(passkeys);`,
    folder,
    maxBytes: 2_000,
    contains: ["webauthn.rpId"],
    lacks: ["/v1/"],
  },
  {
    title: "sign-in and step-up as machines, beside the client and passkeys",
    source: `import * as machines from "@plinto/core/sign-in"; console.log(machines);`,
    folder,
    maxBytes: 5_000,
    contains: ["provider_not_begun"],
    lacks: ["/v1/organizations"],
  },
  {
    title: "everything of the entry for React, beside React and the client",
    source: `export * from "@plinto/react";`,
    folder,
    maxBytes: 5_000,
    contains: ["provider_missing"],
    lacks: ["useMutation"],
    external: besideReact,
  },
  {
    title: "everything for React and TanStack Query together, beside both and the client",
    source: `export * from "@plinto/react"; export * from "@plinto/react/query";`,
    folder,
    maxBytes: 11_000,
    contains: ["provider_missing", "useMutation"],
    lacks: ["/v1/auth/sign-in"],
    external: besideReact,
  },
  {
    title: "a component that reads, pages and changes, beside TanStack Query and the client",
    source: `export { useGetOrganization, useInfiniteListMembers, useListMembers, useSuspenseGetMember, useUpdateMember } from "@plinto/react/query";`,
    folder,
    maxBytes: 6_000,
    contains: ["useMutation"],
    lacks: ["organizations.webhooks.list"],
    external: besideReact,
  },
  {
    title: "live events for React, beside React, TanStack Query, the client and its sockets",
    source: `export * from "@plinto/react/realtime";`,
    folder,
    maxBytes: 4_500,
    contains: ["realtime_missing", "rbac.getEffectivePermissions"],
    lacks: ["/v1/auth/sign-in", "plinto.v1"],
    external: [...besideReact, "@plinto/realtime"],
  },
  {
    // For development; whoever has no sockets gets none by it.
    title: "the panel for development, beside React and the client",
    source: `export * from "@plinto/react/devtools";`,
    folder,
    maxBytes: 5_500,
    contains: ["There is no <PlintoRealtime>"],
    lacks: ["plinto.v1", "eventInvalidations", "useMutation"],
    external: ["react", "react/jsx-runtime", "@plinto/core", "@plinto/core/*"],
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
  {
    // What it loads when it is opened comes later.
    title: "the mock's browser door with the inspector at hand, without msw",
    source: `import { createMock } from "@plinto/mock"; import { setupMockWorker } from "@plinto/mock/browser"; import { ui } from "@plinto/mock-ui"; console.log(createMock, setupMockWorker, ui);`,
    folder,
    maxBytes: 250_000,
    contains: ["Plinto inspector"],
    lacks: ["node:http"],
    external: ["msw", "msw/*"],
  },
  {
    title: "the mock's Storybook door",
    source: `import { plintoStories } from "@plinto/mock/storybook"; console.log(plintoStories);`,
    folder,
    maxBytes: 250_000,
    contains: [],
    lacks: ["node:http", "mockServiceWorker"],
  },
  {
    // What a server or the edge needs for policies that were validated where they were created.
    title: "the policy engine",
    source: `import { compileValidated } from "@plinto/policy"; console.log(compileValidated);`,
    folder,
    maxBytes: 5_800,
    contains: ["default_deny"],
    lacks: ["This has to be", "not_reached"],
  },
  {
    title: "the policy engine with validation, cache, explanations and roles",
    source: `import * as policy from "@plinto/policy"; console.log(policy);`,
    folder,
    maxBytes: 12_200,
    contains: ["This has to be", "not_reached"],
    lacks: ["node:"],
  },
  {
    title: "the policy client with the engine and explanations",
    source: `import { createPolicyClient } from "@plinto/policy/sync"; console.log(createPolicyClient);`,
    folder,
    maxBytes: 14_500,
    contains: ["plinto-bundle-signature", "default_deny"],
    lacks: ["This has to be", "node:"],
  },
  {
    title: "verifySignature of the webhooks",
    source: `import { verifySignature } from "@plinto/webhooks"; console.log(verifySignature);`,
    folder,
    maxBytes: 2_700,
    contains: ["webhook-signature"],
    lacks: ["JSON.parse", 'Ed25519"', "node:http"],
  },
  {
    title: "verifyWebhook of the webhooks",
    source: `import { verifyWebhook } from "@plinto/webhooks"; console.log(verifyWebhook);`,
    folder,
    maxBytes: 3_000,
    contains: ["webhook-signature"],
    lacks: ["retry-after", "node:http"],
  },
  {
    // jose comes later, where there is no node:crypto.
    title: "the token verifier and authenticateRequest of node",
    source: `import { authenticateRequest, createTokenVerifier } from "@plinto/node"; console.log(authenticateRequest, createTokenVerifier);`,
    folder,
    maxBytes: 11_500,
    contains: ["at+jwt", "/.well-known/jwks.json"],
    lacks: ["/v1/auth/sign-in", "__Host-", "/v1/organizations/{orgId}/members"],
  },
  {
    title: "the token verifier of node that listens, the socket with it",
    source: `import { createTokenVerifier } from "@plinto/node/realtime"; console.log(createTokenVerifier);`,
    folder,
    maxBytes: 22_000,
    contains: ["at+jwt", "plinto.v1", "member.suspended"],
    lacks: ["/v1/auth/sign-in", "__Host-"],
  },
  {
    title: "the administrator of node with all operations for servers",
    source: `import { createPlintoAdmin } from "@plinto/node"; console.log(createPlintoAdmin);`,
    folder,
    maxBytes: 15_000,
    contains: ["/v1/users", "/v1/organizations"],
    lacks: ["at+jwt", "__Host-"],
  },
  {
    // Whole, beside the client: who uses the package opens a socket. What tabs share comes where they do, and is told apart.
    title: "the live events beside the client, the socket with them",
    source: `import { createRealtime } from "@plinto/realtime"; console.log(createRealtime);`,
    folder,
    maxBytes: 9_800,
    contains: ["plinto.v1"],
    lacks: ["/v1/organizations", "plinto-session"],
    external: ["@plinto/core"],
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
      const { bytes, laterBytes, problems } = await weighBundle(budget);
      const later = laterBytes === 0 ? "" : `, and ${kilobytes(laterBytes)} when they are asked for`;
      notes.push(`${budget.title}: ${kilobytes(bytes)} of ${kilobytes(budget.maxBytes)}${later}`);
      cases.push(problems.length === 0 ? passed(budget.title) : failed(budget.title, problems.join("\n")));
    }
    // What a browser goes to by itself has no function.
    const callable = describe(bundle()).operations.filter(({ navigation }) => navigation !== "only");
    const paths = Object.fromEntries(callable.map(({ id, path }) => [id, path]));
    const stray = await strayPaths({ paths, moduleOf: oneOperation, folder });
    const title = "a bundle of one operation carries no other operation's path";
    cases.push(stray.length === 0 ? passed(title) : failed(title, stray.join("\n")));
    return { cases, notes };
  },
};

function oneOperation(id: string): string {
  return `import { createClient } from "@plinto/core/client"; import { ${id} } from "@plinto/core/operations"; console.log(createClient, ${id});`;
}
