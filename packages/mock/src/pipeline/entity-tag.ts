import { fail } from "./problem.ts";

/** Refuses a write whose `If-Match` names another version than the present one. */
export function checkPrecondition(ifMatch: string | null, version: () => number | undefined): void {
  if (ifMatch === null) return;
  const current = version();
  if (current === undefined || !matches(ifMatch, `"${current}"`)) fail("precondition_failed");
}

/** RFC 9110 section 13.1.2: for a read it is enough that the meaning is the same. */
export function matchesWeakly(header: string | null, current: string): boolean {
  return matches(header?.replaceAll("W/", "") ?? null, current.replace("W/", ""));
}

/** RFC 9110 section 13.1.1: a write needs the very same, so a weak tag matches nothing. */
function matches(header: string | null, current: string): boolean {
  if (header === null) return false;
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim() === current);
}
