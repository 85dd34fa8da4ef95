import type { Description } from "../description/model.ts";
import { banner } from "./banner.ts";

/** packages/node/src/generated/session-routes.ts: the operations of a session, which go through the server that keeps the refresh token. */
export function emitSessionRoutes(description: Description): Map<string, string> {
  let text = banner(description, "session-routes.ts");
  text += `\n/** What an operation of the session does to it, and the member of its answer that holds the sign-in (empty: the answer itself). */\nexport interface SessionRoute {\n  readonly session: "start" | "rotate" | "switch" | "end" | "pending";\n  readonly within: string;\n}\n`;
  text +=
    "\n/** The operations that change the caller's session, by method and path. */\nexport const sessionRoutes: Readonly<Record<string, SessionRoute>> = {\n";
  for (const { method, path, navigation, signInMember, operation } of description.operations) {
    const session = operation["x-plinto-session"];
    if (session && navigation !== "only")
      text += `  ${JSON.stringify(`${method} ${path}`)}: { session: "${session}", within: ${JSON.stringify(signInMember ?? "")} },\n`;
  }
  return new Map([["packages/node/src/generated/session-routes.ts", `${text}};\n`]]);
}
