import type { Description } from "../description/model.ts";
import { banner } from "./banner.ts";

/** packages/node/src/generated/permission-names.ts: what the API can be asked about. */
export function emitPermissionNames(description: Description): Map<string, string> {
  const names = description.registries.permissions.flatMap((group) => Object.keys(group.permissions));
  let text = banner(description, "permission-names.ts");
  text += `\nimport type { Permission } from "@plinto/core";\n`;
  text += `\n/** Every permission of the catalogue. */\nexport const permissionNames: readonly Permission[] = ${JSON.stringify(names)};\n`;
  return new Map([["packages/node/src/generated/permission-names.ts", text]]);
}
