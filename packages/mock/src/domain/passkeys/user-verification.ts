import type { MockReaders } from "../../schema.ts";
import { policyOf } from "../auth-policies/policy.ts";
import type { UserVerification } from "./table.ts";

/** Whether a person's authenticator has to verify her: where she asks for it herself, or an organization of hers wants it. */
export function userVerificationFor(read: MockReaders, userId: string, asked: UserVerification = "preferred"): UserVerification {
  if (asked === "required") return "required";
  const wanted = [...read.memberships.scan("byUser", [userId])].some(
    ({ organizationId, status }) => status === "active" && policyOf(read, organizationId).passkeyUserVerification === "required",
  );
  return wanted ? "required" : "preferred";
}
