import type { EnvironmentRow } from "./table.ts";

// A type, not an interface: faults are part of a refusal, which is JSON for the compiler too.
export type EnvironmentFault = { pointer: string; code: string; message: string };

/** What is wrong with an environment as somebody wants it, beyond the shape of its parts. */
export function environmentFaults({ authMethods, session, signingAlgorithm }: EnvironmentRow): EnvironmentFault[] {
  const faults: EnvironmentFault[] = [];
  if (!authMethods.password && !authMethods.magicLink && !authMethods.otp)
    faults.push({ pointer: "/authMethods", code: "none_left", message: "at least one way to sign in must stay on" });
  if (session.refreshTokenIdleSeconds > session.refreshTokenFamilySeconds) {
    faults.push({ pointer: "/session/refreshTokenIdleSeconds", code: "maximum", message: "refreshTokenIdleSeconds must be at most refreshTokenFamilySeconds" });
  }
  if (!["RS256", "ES256"].includes(signingAlgorithm))
    faults.push({ pointer: "/signingAlgorithm", code: "enum", message: "signingAlgorithm must be one of RS256, ES256" });
  return faults;
}
