import { validatePolicy } from "@plinto/policy";
import type { PolicyDiagnostic, PolicyDocument } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import { ownerWarnings, ungrantable } from "./bounds.ts";

/** More unconditional policies are not looked through for one that makes another idle. */
const mostShadowing = 1_000;

/** What is wrong with a document, or what to think about in it, beside the policies that an organization has. */
export function diagnose(
  read: MockReaders,
  organizationId: string,
  document: unknown,
  { id, now }: { id: string | undefined; now: number },
): PolicyDiagnostic[] {
  const shadowing = read.policies.scan("unconditional", [organizationId], { limit: mostShadowing }).toArray();
  const found = validatePolicy(document, { policies: shadowing, organizationId, now, ...(id === undefined ? {} : { id }) });
  if (found.some(({ severity }) => severity === "error")) return found;
  const valid = document as PolicyDocument;
  const own = [...ungrantable(valid), ...ownerWarnings(valid)];
  const errors = own.filter(({ severity }) => severity === "error");
  return errors.length > 0 ? errors : [...found, ...own];
}
