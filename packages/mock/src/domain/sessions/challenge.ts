import type { MockReaders } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import { proofMethods } from "../mfa/factors.ts";
import type { UserRow } from "../users/table.ts";
import type { SessionRow } from "./table.ts";

/** What a caller has to do to be let in: how recent the authentication must be, and how it can be renewed. */
// A type, not an interface: it is part of a refusal, which is JSON for the compiler too.
export type StepUpChallenge = {
  readonly maxAgeSeconds: number;
  readonly methods: readonly string[];
  readonly sessionId: string;
};

/** The challenge of `step_up_required` where only a second factor will do: its ways alone. */
export function secondFactorChallenge(methods: readonly string[], session: SessionRow, maxAgeSeconds: number): StepUpChallenge {
  return { maxAgeSeconds, methods, sessionId: session.id };
}

/** The challenge of `step_up_required`: how old the authentication may be, and the ways that this caller has, the best first. */
export function stepUpChallenge(
  read: MockReaders,
  environment: EnvironmentRow,
  { user, session }: { readonly user: UserRow; readonly session: SessionRow },
  maxAgeSeconds: number,
): StepUpChallenge {
  const { password, magicLink, otp } = environment.authMethods;
  const factors = proofMethods(read, environment, user.id);
  const methods = [
    ...factors.filter((method) => method !== "recovery_code"),
    ...(password && user.passwordHash !== null ? ["password"] : []),
    ...(magicLink ? ["magic_link"] : []),
    ...(otp ? ["otp"] : []),
    // For a lost device, and each good once.
    ...factors.filter((method) => method === "recovery_code"),
  ];
  return { maxAgeSeconds, methods, sessionId: session.id };
}
