/** The patterns that say what a policy is about. Matching is linear in the length of what is matched. */

/**
 * Whether a pattern of actions fits an action, as it does in a policy.
 *
 * @param pattern such as `documents:*`
 * @param action such as `documents:export`
 * @example
 * matchesAction("*:read", "documents:read"); // true
 */
export function matchesAction(pattern: string, action: string): boolean {
  if (pattern === "*" || pattern === action) return true;
  if (!pattern.includes("*")) return false;
  const wanted = pattern.split(":");
  const given = action.split(":");
  const last = wanted.length - 1;
  if (given.length < wanted.length || (given.length > wanted.length && wanted[last] !== "*")) return false;
  return wanted.every((segment, index) => segment === "*" || segment === given[index]);
}

/** Takes so many steps from what a decision may cost. */
export type Spend = (steps: number) => void;

/** A resource or a subject as patterns see it. One for a whole decision, since making and hashing it costs as much as comparing. */
export class EntityName {
  readonly text: string;
  #beginnings: Map<number, string> | undefined;

  /** Without an id that is text only patterns fit that take every one. */
  constructor(type: string, id: unknown) {
    this.text = `${type}:${typeof id === "string" ? id : ""}`;
  }

  /** Its first characters. */
  beginning(length: number): string {
    const known = (this.#beginnings ??= new Map<number, string>());
    let found = known.get(length);
    if (found === undefined) known.set(length, (found = this.text.slice(0, length)));
    return found;
  }
}

/** The patterns of resources or of subjects, ready to be compared. */
export interface EntityPatterns {
  /** Whether some pattern is about this type. */
  hasType(type: string): boolean;
  /** Whether a pattern fits. Where it takes more than a few comparisons, they are steps. */
  matches(name: EntityName, spend?: Spend): boolean;
}

/** Fewer are compared one by one, which costs less than to look them up. */
const few = 8;

/** Makes the patterns of resources or of subjects ready. A thousand prefixes of one length cost as much as one. */
export function entityPatterns(patterns: readonly string[]): EntityPatterns {
  const prefixes = patterns.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
  const hasPrefix = prefixes.length <= few ? ({ text }: EntityName): boolean => prefixes.some((prefix) => text.startsWith(prefix)) : prefixFinder(prefixes);
  const exact = patterns.filter((pattern) => !pattern.endsWith("*"));
  const exactSet = exact.length <= few ? undefined : new Set(exact);
  const hasExact = (text: string): boolean => (exactSet === undefined ? exact.includes(text) : exactSet.has(text));
  return {
    hasType: (type) => patterns.some((pattern) => pattern === "*" || pattern.startsWith(`${type}:`)),
    matches: (name, spend) => hasExact(name.text) || hasPrefix(name, spend),
  };
}

/** Looks prefixes up by their lengths, so that it matters how many lengths there are and not how many prefixes. */
function prefixFinder(prefixes: readonly string[]): (name: EntityName, spend?: Spend) => boolean {
  const byLength = new Map<number, Set<string>>();
  for (const prefix of prefixes) {
    const known = byLength.get(prefix.length);
    if (known === undefined) byLength.set(prefix.length, new Set([prefix]));
    else known.add(prefix);
  }
  return (name, spend) => {
    spend?.(byLength.size - 1);
    for (const [length, ofLength] of byLength) if (length <= name.text.length && ofLength.has(name.beginning(length))) return true;
    return false;
  };
}
