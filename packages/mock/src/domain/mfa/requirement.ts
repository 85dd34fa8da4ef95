import { refuse, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders } from "../../schema.ts";
import type { AuthPolicy } from "../auth-policies/table.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import { enrollableKinds, proofMethods, type MfaFactorKind, type MfaMethod } from "./factors.ts";
import { secondFactorCounts, type SecondFactor } from "./second-factor.ts";

/** What tells whether a sign-in or a session has proved two factors. */
export interface ProvedFactors {
  readonly secondFactors: readonly SecondFactor[];
  /** The second factor whose place a remembered device took; null when none did. */
  readonly mfaByDevice: SecondFactor | null;
}

export type MfaRequiredRefusal = Refusal<
  "mfa_required_by_org",
  { readonly mfa: { readonly organizationId: string; readonly methods: MfaMethod[]; readonly enrollable: MfaFactorKind[] }; readonly detail?: string }
>;

/** Whether two factors that count were proved, or stand proved by a device where that counts. */
export function hasTwoFactors(policy: AuthPolicy, { secondFactors, mfaByDevice }: ProvedFactors): boolean {
  const remembered = policy.rememberDevices && mfaByDevice !== null ? [mfaByDevice] : [];
  return [...secondFactors, ...remembered].some((factor) => secondFactorCounts(policy, factor));
}

/** Why an organization does not let in who has proved one factor only, and what would change that. */
export function mfaRefusal(
  read: MockReaders,
  environment: EnvironmentRow,
  organizationId: string,
  policy: AuthPolicy,
  proved: ProvedFactors & { readonly userId: string },
): MfaRequiredRefusal | undefined {
  if (policy.mfa !== "required" || hasTwoFactors(policy, proved)) return undefined;
  const impossible = noFactorRefusal(environment, organizationId, policy);
  if (impossible) return impossible;
  return refuse("mfa_required_by_org", {
    mfa: { organizationId, methods: proofMethods(read, environment, proved.userId), enrollable: enrollableKinds(environment) },
  });
}

/** Why nobody who has proved one factor gets into an organization: it requires a second one, and the environment has none. */
export function noFactorRefusal(environment: EnvironmentRow, organizationId: string, { mfa }: AuthPolicy): MfaRequiredRefusal | undefined {
  if (mfa !== "required" || enrollableKinds(environment).length > 0) return undefined;
  return refuse("mfa_required_by_org", {
    mfa: { organizationId, methods: [], enrollable: [] },
    detail: "The organization requires a second factor, and the environment has every kind switched off. Ask an administrator of one of them.",
  });
}
