import { validatePolicy } from "@plinto/policy";
import type { PolicyDocument } from "@plinto/spec";
import { insertPolicy } from "./domain/policies/policy.ts";
import { ungrantable } from "./domain/policies/bounds.ts";
import { MockError } from "./mock-error.ts";
import type { MockTransaction } from "./schema.ts";
import { codePoints } from "./validation/code-points.ts";
import { visibleLine, visibleLineInWords } from "./validation/visible-line.ts";

/** A shape whose parts stay as they are, so that constants fit it. */
type ReadonlyDeep<Shape> = Shape extends object ? { readonly [Name in keyof Shape]: ReadonlyDeep<Shape[Name]> } : Shape;

/** A policy of a seed. */
export interface SeedPolicy {
  readonly document: ReadonlyDeep<PolicyDocument>;
  /** The name in the seed when absent. */
  readonly name?: string;
  readonly description?: string;
  /** Whether it is in force. True when absent. */
  readonly enabled?: boolean;
}

/** A seeded policy. */
export interface PolicyHandle {
  readonly id: string;
}

/** The policies of a seed's organization, by their names in the seed. */
type SeedPolicies = Readonly<Record<string, SeedPolicy>>;

export const seedPoliciesInWords = "an object of policies by name, each with a document";

/** Whether a value can be the policies of an organization; what their documents say is looked at later. */
export function areSeedPolicies(value: unknown): boolean {
  const isObject = (one: unknown): one is object => typeof one === "object" && one !== null && !Array.isArray(one);
  return isObject(value) && Object.values(value).every((policy) => isObject(policy) && "document" in policy);
}

const nameInWords = `${visibleLineInWords}, of at most 100 characters`;

function isName(value: unknown): boolean {
  return typeof value === "string" && codePoints(value) <= 100 && new RegExp(visibleLine, "u").test(value);
}

/** What the fields beside the document must be, as the description has them. */
const rules: Readonly<Record<string, readonly [must: string, fits: (value: unknown) => boolean]>> = {
  name: [nameInWords, (value) => value === undefined || isName(value)],
  description: ["text of 1 to 500 characters", (value) => value === undefined || (typeof value === "string" && value !== "" && codePoints(value) <= 500)],
  enabled: ["true or false", (value) => value === undefined || typeof value === "boolean"],
};

/** Checks the policies of an organization before anything is made. */
export function checkSeedPolicies(policies: SeedPolicies, organization: string): void {
  for (const [name, policy] of Object.entries(policies)) {
    const where = `organizations.${organization}.policies.${name}`;
    const known = ["document", "name", "description", "enabled"];
    const unknown = Object.keys(policy).find((field) => !known.includes(field));
    if (unknown !== undefined) throw new MockError("seed_invalid", `${where} has no field ${JSON.stringify(unknown)}. Known fields: ${known.join(", ")}.`);
    for (const [field, [must, fits]] of Object.entries(rules)) {
      if (Object.hasOwn(policy, field) && !fits((policy as unknown as Readonly<Record<string, unknown>>)[field]))
        throw new MockError("seed_invalid", `${where}.${field} must be ${must}.`);
    }
    // What stands for the name when it is left out is one too.
    if (policy.name === undefined && !isName(name)) throw new MockError("seed_invalid", `${where} needs a name: ${nameInWords}.`);
    const faults = validatePolicy(policy.document);
    const fault = [...faults, ...(faults.length > 0 ? [] : ungrantable(policy.document as PolicyDocument))].find(({ severity }) => severity === "error");
    if (fault) throw new MockError("seed_invalid", `${where}.document has a fault at ${fault.pointer || "its root"}: ${fault.message}`);
  }
}

/** Writes the policies of an organization. */
export function plantSeedPolicies(
  tx: MockTransaction,
  policies: SeedPolicies,
  { organizationId, handles }: { readonly organizationId: string; readonly handles: Readonly<Record<string, PolicyHandle>> },
): void {
  for (const [name, policy] of Object.entries(policies)) {
    insertPolicy(tx, {
      id: handles[name]!.id,
      organizationId,
      name: policy.name ?? name,
      description: policy.description ?? null,
      document: policy.document as PolicyDocument,
      status: policy.enabled === false ? "disabled" : "enabled",
      createdBy: { type: "system", id: null },
    });
  }
}
