import { createHash } from "node:crypto";

/** Eight hex digits that name a text by its content. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
