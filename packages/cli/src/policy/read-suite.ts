import { readFile } from "node:fs/promises";
import path from "node:path";
import type { AccessRole, DecisionReason, Policy, PolicyDocument, PolicyInput } from "@plinto/policy";
import { isSystemError, reasonOf } from "../files/system-error.ts";
import { UsageError } from "../usage-error.ts";
import { below, faultAt, readList, readObject, readText, readWord, type Place } from "./shape.ts";
import type { Case, Expected, Suite } from "./suite.ts";

type Engine = typeof import("@plinto/policy");

const reasons: readonly DecisionReason[] = [
  "policy_allow",
  "role_allow",
  "policy_deny",
  "policy_deny_undetermined",
  "default_deny",
  "too_many_candidates",
  "budget_exhausted",
];

/**
 * Reads a file of policies and cases. Its policies are judged as `createPolicy` would.
 *
 * @throws UsageError for the first thing that is wrong, with its place
 */
export async function readSuite(file: string, engine: Engine): Promise<Suite> {
  const root: Place = { file, pointer: "" };
  const { policies, roles, cases } = readObject(await readJson(file), root, ["policies", "roles?", "cases"]);
  const given =
    typeof policies === "string" ? await readBundle(path.join(path.dirname(file), policies)) : { value: policies, at: below(root, "policies"), roles: [] };
  const read = readList(given.value, given.at, (item, at) => readPolicy(item, at));
  const ids = new Set<string>();
  for (const [index, { id, document }] of read.entries()) {
    const at = below(given.at, index);
    if (ids.has(id)) throw faultAt(below(at, "id"), "Another policy has this id.");
    ids.add(id);
    for (const { severity, pointer, message } of engine.validatePolicy(document))
      if (severity === "error") throw faultAt({ ...at, pointer: `${at.pointer}/document${pointer}` }, message);
  }
  const asked = readList(cases, below(root, "cases"), (item, at) => readCase(item, at, ids, engine));
  // Nothing asked is nothing proved.
  if (asked.length === 0) throw faultAt(below(root, "cases"), "There is no case.");
  return {
    policies: read,
    roles: roles === undefined ? given.roles : readList(roles, below(root, "roles"), readRole),
    cases: asked,
  };
}

/** What another file has of policies and roles: a bundle, as `getPolicyBundle` answers it. */
async function readBundle(file: string): Promise<{ value: unknown; at: Place; roles: AccessRole[] }> {
  const bundle = Object(await readJson(file)) as { policies?: unknown; roles?: unknown };
  const at = { file, pointer: "/policies" };
  if (!Array.isArray(bundle.policies)) throw faultAt({ file, pointer: "" }, "This has to be a bundle: an object with policies, and perhaps roles.");
  return { value: bundle.policies, at, roles: bundle.roles === undefined ? [] : readList(bundle.roles, { file, pointer: "/roles" }, readRole) };
}

function readPolicy(value: unknown, at: Place): Policy {
  const { id, version, organizationId, document } = readObject(value, at, ["id", "version?", "organizationId?", "name?", "description?", "document"]);
  if (version !== undefined && !Number.isInteger(version)) throw faultAt(below(at, "version"), "This has to be a whole number.");
  return {
    id: readText(id, below(at, "id")),
    ...(version === undefined ? {} : { version: version as number }),
    ...(organizationId === undefined || organizationId === null ? {} : { organizationId: readText(organizationId, below(at, "organizationId")) }),
    // Validated by the caller.
    document: document as PolicyDocument,
  };
}

function readRole(value: unknown, at: Place): AccessRole {
  const { key, level = null, permissions } = readObject(value, at, ["key", "level?", "permissions"]);
  if (level !== null && !(typeof level === "number" && [1, 2, 3, 4].includes(level))) throw faultAt(below(at, "level"), "This has to be 1, 2, 3, 4 or null.");
  return { key: readText(key, below(at, "key")), level, permissions: readList(permissions, below(at, "permissions"), readText) };
}

function readCase(value: unknown, at: Place, ids: ReadonlySet<string>, engine: Engine): Case {
  const { name, input, expect } = readObject(value, at, ["name", "input", "expect"]);
  const [fault] = engine.validateInput(input);
  if (fault) throw faultAt({ ...at, pointer: `${at.pointer}/input${fault.pointer}` }, fault.message);
  return { name: readText(name, below(at, "name")), input: input as PolicyInput, expect: readExpected(expect, below(at, "expect"), ids) };
}

function readExpected(value: unknown, at: Place, ids: ReadonlySet<string>): Expected {
  if (typeof value === "string") return { decision: readWord(value, at, ["allow", "deny"]) };
  const { decision, reason, policies } = readObject(value, at, ["decision", "reason?", "policies?"]);
  return {
    decision: readWord(decision, below(at, "decision"), ["allow", "deny"]),
    ...(reason === undefined ? {} : { reason: readWord(reason, below(at, "reason"), reasons) }),
    ...(policies === undefined ? {} : { policies: readList(policies, below(at, "policies"), (id, place) => readWord(id, place, [...ids])) }),
  };
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${isSystemError(error) ? (error.code === "ENOENT" ? "it is not there" : reasonOf(error)) : String(error)}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
