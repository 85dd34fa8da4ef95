import { decideAccess, type Decision, type PolicyEngine, type PolicyInput } from "@plinto/policy";
import type { MockReaders } from "../../schema.ts";
import { creatorOf } from "../api-keys/scopes.ts";
import { memberSubject } from "./subject.ts";

/**
 * The denial that a key of somebody meets in her place: a key never has more than whoever made it, so what a policy denies
 * the person the key is denied too. What nobody has proved by a key cannot be told, as for the key itself.
 *
 * @returns nothing for who is no key, for keys of the environment and where no policy denies it
 */
export function denialOfCreator(read: MockReaders, engine: PolicyEngine, input: PolicyInput): Decision | undefined {
  const key = input.subject.type === "api_key" ? read.keys.get(input.subject.id) : undefined;
  if (key === undefined || key.createdBy === "environment") return undefined;
  const creator = creatorOf(read, key);
  if (creator === undefined) return undefined;
  const subject = memberSubject(read, creator, read.users.require(creator.userId));
  // As if it were granted: here only denials count.
  const decision = decideAccess(engine, { ...input, subject, request: { ...input.request, authentication: null } }, true);
  return decision.decision === "deny" ? decision : undefined;
}
