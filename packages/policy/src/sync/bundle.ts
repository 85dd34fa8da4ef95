/** Bundles: all that decides in an organization, as `getPolicyBundle` answers it. */

import { accessRoles, type AccessRole, type AccessRoles } from "../decide-access.ts";
import type { PolicyDocument } from "../document.ts";
import { compileValidated, type CompileOptions, type PolicyEngine } from "../engine.ts";
import { PolicyError } from "../errors.ts";
import { parseInstant } from "../instant.ts";
import { refusal } from "./refusal.ts";

/** The format that this version reads. */
export const bundleFormat = "plinto.policies.v1";

/** What `GET /v1/policies/bundle` answers. */
export interface PolicyBundle {
  readonly format: typeof bundleFormat;
  readonly organizationId: string;
  readonly environmentId?: string;
  /** Changes with every change of a policy or a role. */
  readonly revision: string;
  /** How many changes there were: a bundle with fewer is older. */
  readonly sequence: number;
  /** When the last one was, in RFC 3339. */
  readonly generatedAt: string;
  readonly policies: readonly BundledPolicy[];
  readonly roles: readonly AccessRole[];
}

/** A policy of a bundle. */
export interface BundledPolicy {
  readonly id: string;
  readonly version: number;
  readonly document: PolicyDocument;
}

/** A bundle that is ready to decide. */
export interface ReadyBundle {
  readonly revision: string;
  readonly sequence: number;
  readonly generatedAt: number;
  readonly engine: PolicyEngine;
  readonly roles: AccessRoles;
}

/**
 * Reads a bundle whose signature holds.
 *
 * @throws PolicyError `bundle_invalid`, `bundle_format_unsupported`, `bundle_organization_mismatch`
 */
export function readBundle(body: Uint8Array, organizationId: string, options: CompileOptions): ReadyBundle {
  const bundle = parse(body);
  if (bundle["format"] !== bundleFormat)
    throw refusal("bundle_format_unsupported", `The bundle is not of the format ${bundleFormat}: take a newer version of this package.`, { place: "/format" });
  if (bundle["organizationId"] !== organizationId)
    throw refusal("bundle_organization_mismatch", "The bundle is of another organization.", { place: "/organizationId" });
  const revision = text(bundle, "", "revision");
  const { sequence } = bundle;
  if (!isCount(sequence)) throw malformed("/sequence", "a whole number from 0");
  const generatedAt = parseInstant(text(bundle, "", "generatedAt"));
  if (generatedAt === undefined) throw malformed("/generatedAt", "a moment");
  const roles = list(bundle, "", "roles").map((role, index) => readRole(role, `/roles/${index}`));
  const policies = list(bundle, "", "policies").map((policy, index) => ({ ...readPolicy(policy, `/policies/${index}`), organizationId }));
  try {
    return { revision, sequence, generatedAt, engine: compileValidated(policies, { ...options, version: revision }), roles: accessRoles(roles) };
  } catch (cause) {
    const index = cause instanceof PolicyError ? policies.findLastIndex(({ id }) => id === cause.policyId) : -1;
    const facts = { cause, place: index < 0 ? "/policies" : `/policies/${index}` };
    if (cause instanceof PolicyError && cause.code === "policy_unsupported") throw refusal("bundle_format_unsupported", cause.message, facts);
    throw refusal("bundle_invalid", `The policies of the bundle cannot be read. ${cause instanceof PolicyError ? cause.message : ""}`.trimEnd(), facts);
  }
}

function parse(body: Uint8Array): Record<string, unknown> {
  let bundle: unknown;
  try {
    bundle = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw refusal("bundle_invalid", "The bundle is no JSON.", { place: "", cause });
  }
  return record(bundle, "");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function readPolicy(value: unknown, pointer: string): BundledPolicy {
  const policy = record(value, pointer);
  const document = record(policy["document"], `${pointer}/document`);
  for (const name of ["actions", "resources"]) texts(document, `${pointer}/document`, name);
  if (document["subjects"] !== undefined) texts(document, `${pointer}/document`, "subjects");
  for (const name of ["conditions", "obligations"]) if (document[name] !== undefined) list(document, `${pointer}/document`, name);
  const { version } = policy;
  if (!Number.isSafeInteger(version)) throw malformed(`${pointer}/version`, "a whole number");
  return { id: text(policy, pointer, "id"), version: version as number, document: document as unknown as PolicyDocument };
}

function readRole(value: unknown, pointer: string): AccessRole {
  const role = record(value, pointer);
  const { level } = role;
  if (level !== null && !Number.isSafeInteger(level)) throw malformed(`${pointer}/level`, "a whole number or null");
  return { key: text(role, pointer, "key"), level: level as number | null, permissions: texts(role, pointer, "permissions") };
}

function record(value: unknown, pointer: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(pointer, "an object");
  return value as Record<string, unknown>;
}

function text(from: Record<string, unknown>, pointer: string, name: string): string {
  const value = from[name];
  if (typeof value !== "string" || value === "") throw malformed(`${pointer}/${name}`, "a text");
  return value;
}

function list(from: Record<string, unknown>, pointer: string, name: string): unknown[] {
  const value = from[name];
  if (!Array.isArray(value)) throw malformed(`${pointer}/${name}`, "a list");
  return value;
}

function texts(from: Record<string, unknown>, pointer: string, name: string): string[] {
  const values = list(from, pointer, name);
  const odd = values.findIndex((value) => typeof value !== "string");
  if (odd >= 0) throw malformed(`${pointer}/${name}/${odd}`, "a text");
  return values as string[];
}

function malformed(place: string, wanted: string): Error {
  return refusal("bundle_invalid", `The bundle is malformed: ${place || "its root"} has to be ${wanted}.`, { place });
}
