import { es256TestKey, rs256TestKey } from "../../../packages/mock/src/credentials/test-signing-keys.ts";
import type { Description } from "../description/model.ts";
import { banner } from "./banner.ts";

/** packages/{node,policy}/src/generated/mock-key-ids.ts: the keys of every mock, for those who must not believe them. */
export function emitMockKeyIds(description: Description): Map<string, string> {
  let text = banner(description, "mock-key-ids.ts");
  text += "\n/** Private keys that everybody can read, since a mock brings them along: nothing they sign proves anything. */\n";
  text += `export const mockKeyIds: readonly string[] = ${JSON.stringify([rs256TestKey.kid, es256TestKey.kid])};\n`;
  return new Map(["node", "policy"].map((name) => [`packages/${name}/src/generated/mock-key-ids.ts`, text]));
}
