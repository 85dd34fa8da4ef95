import type { EnvironmentRow } from "../environment/table.ts";
import type { UserRow } from "../users/table.ts";
import type { SessionRow } from "./table.ts";

/** What a caller has to do to be let in: how recent the authentication must be, and how it can be renewed. */
// A type, not an interface: it is part of a refusal, which is JSON for the compiler too.
export type StepUpChallenge = {
  readonly maxAgeSeconds: number;
  readonly methods: readonly string[];
  readonly sessionId: string;
};

/** The challenge of `step_up_required`: how old the authentication may be, and the ways that this caller has. */
export function stepUpChallenge(
  { authMethods }: EnvironmentRow,
  { user, session }: { readonly user: UserRow; readonly session: SessionRow },
  maxAgeSeconds: number,
): StepUpChallenge {
  const methods = [
    ...(authMethods.password && user.passwordHash !== null ? ["password"] : []),
    ...(authMethods.magicLink ? ["magic_link"] : []),
    ...(authMethods.otp ? ["otp"] : []),
  ];
  return { maxAgeSeconds, methods, sessionId: session.id };
}
