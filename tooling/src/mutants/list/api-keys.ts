import type { Mutant } from "../mutant.ts";

const operations = "packages/mock/src/operations/api-keys.ts";
const tests: readonly string[] = ["packages/mock/test/operations/api-keys.test.ts"];

/** API keys. */
export const apiKeys: readonly Mutant[] = [
  {
    id: "scope-subset-unchecked",
    breaks: "A key can be made with more than its maker holds.",
    file: operations,
    find: "const refusal = impersonated(context) ?? lacking(context, input.scopes);",
    replace: "const refusal = impersonated(context);",
    tests,
  },
  {
    id: "scope-grows-by-update",
    breaks: "A key can be changed to hold more than whoever changes it.",
    file: operations,
    find: "const refusal = scopes === undefined ? undefined : lacking(context, scopes);",
    replace: "const refusal = undefined as OperationRefusal | undefined;",
    tests,
  },
  {
    id: "impersonator-leaves-a-key",
    breaks: "Whoever impersonates a person leaves a key behind.",
    file: operations,
    find: "const refusal = impersonated(context) ?? lacking(context, input.scopes);",
    replace: "const refusal = lacking(context, input.scopes);",
    tests,
  },
  {
    id: "secret-shown-for-ever",
    breaks: "A repeated call shows the secret of a key a day later.",
    file: operations,
    find: "if (parseTimestamp(row.secretIssuedAt) + replayMs < context.request.now)",
    replace: "if (row.secretIssuedAt === context.request.requestId)",
    tests,
  },
  {
    id: "key-limit-not-enforced",
    breaks: "The limit of a key refuses nothing.",
    file: "packages/mock/src/pipeline/rate-limit.ts",
    find: "exceeded: count > limit.requests,",
    replace: "exceeded: false,",
    tests,
  },
  {
    id: "key-verified-for-another-organization",
    breaks: "An organization learns about keys of another one.",
    file: "packages/mock/src/domain/api-keys/verify.ts",
    find: "if (organizationId !== undefined && row.organizationId !== organizationId) return undefined;",
    replace: "",
    tests,
  },
  {
    id: "key-of-another-organization",
    breaks: "A key of another organization can be read and changed.",
    file: "packages/mock/src/domain/api-keys/key.ts",
    find: "return row?.organizationId === organizationId && row.revokedAt === null ? row : undefined;",
    replace: "return organizationId && row?.revokedAt === null ? row : undefined;",
    tests,
  },
];
