/** How many levels deep what a client sends may be nested: lists and objects in one another. */
export const maximumDepth = 32;

/** Whether a value that was read from JSON is nested deeper. It looks no further than that. */
export function isTooDeep(value: unknown, levels: number = maximumDepth): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}
