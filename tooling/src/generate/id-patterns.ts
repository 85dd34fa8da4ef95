import type { Description } from "../description/model.ts";
import { banner } from "./banner.ts";

/** packages/node/src/generated/id-patterns.ts: the form of ids that strangers can name to a server. */
export function emitIdPatterns(description: Description): Map<string, string> {
  const { pattern } = description.schemas["OrganizationId"]!;
  const text = `${banner(description, "id-patterns.ts")}\n/** The id of an organization. */\nexport const organizationIdPattern: RegExp = /${pattern}/;\n`;
  return new Map([["packages/node/src/generated/id-patterns.ts", text]]);
}
