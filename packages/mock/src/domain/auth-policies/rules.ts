import type { EnvironmentRow } from "../environment/table.ts";
import { enrollableKinds } from "../mfa/factors.ts";
import { ipRangeFault } from "./ip-range.ts";
import { authMethods, defaultAuthPolicy } from "./policy.ts";
import type { AuthPolicy } from "./table.ts";

/** A policy as somebody asks for it. What is absent is the default. */
export interface WantedAuthPolicy {
  readonly allowedMethods?: readonly string[];
  readonly mfa?: string;
  readonly passkeyUserVerification?: "preferred" | "required";
  readonly rememberDevices?: boolean;
  readonly session?: { readonly maxAgeSeconds?: number | null; readonly idleSeconds?: number | null };
  readonly ipRanges?: readonly string[];
}

// A type, not an interface: faults are part of a refusal, which is JSON for the compiler too.
export type AuthPolicyFault = { pointer: string; code: string; message: string };

/** What is wrong with a policy, beyond the shape of its parts. */
export function authPolicyFaults({ allowedMethods = [], mfa = "optional", ipRanges = [] }: WantedAuthPolicy): AuthPolicyFault[] {
  const known: readonly string[] = authMethods;
  return [
    ...allowedMethods.flatMap((method, index) =>
      known.includes(method) ? [] : [{ pointer: `/allowedMethods/${index}`, code: "enum", message: `a method must be one of ${known.join(", ")}` }],
    ),
    ...(mfa === "optional" || mfa === "required" ? [] : [{ pointer: "/mfa", code: "enum", message: "mfa must be one of optional, required" }]),
    ...ipRanges.flatMap((range, index) => {
      const fault = ipRangeFault(range);
      return fault === undefined ? [] : [{ pointer: `/ipRanges/${index}`, code: "cidr", message: `${range} ${fault}` }];
    }),
  ];
}

/** What of a policy nobody could meet in an environment. */
export function unmeetableFaults(environment: EnvironmentRow, { mfa }: WantedAuthPolicy): AuthPolicyFault[] {
  if (mfa !== "required" || enrollableKinds(environment).length > 0) return [];
  return [{ pointer: "/mfa", code: "no_factor", message: "the environment has no second factor switched on; switch on totp or passkey first" }];
}

/** The policy that somebody asks for, whole. It has no faults. */
export function completePolicy({ allowedMethods, mfa, session, ...rest }: WantedAuthPolicy): AuthPolicy {
  return {
    ...defaultAuthPolicy,
    ...rest,
    // In one order, so that naming all of them is the default and no change.
    allowedMethods: allowedMethods === undefined ? authMethods : authMethods.filter((method) => allowedMethods.includes(method)),
    mfa: (mfa ?? defaultAuthPolicy.mfa) as AuthPolicy["mfa"],
    session: { ...defaultAuthPolicy.session, ...session },
  };
}
