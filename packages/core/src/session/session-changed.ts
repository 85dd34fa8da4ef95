import type { PlintoErrorFacts } from "../errors.ts";

/** What a call fails with that was refused to one person, and would be repeated by another. */
export const sessionChanged: PlintoErrorFacts = {
  kind: "abort",
  code: "session_changed",
  message: "somebody else is signed in by now, so it was not repeated",
};
