import type { PlintoErrorFacts } from "../errors.ts";

/** What a call fails with that would count for another person than who made it. */
export const sessionChanged: PlintoErrorFacts = {
  kind: "abort",
  code: "session_changed",
  message: "somebody has signed in or out meanwhile",
};
