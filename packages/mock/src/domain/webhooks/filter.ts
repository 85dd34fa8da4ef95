import type { KnownEventType } from "@plinto/spec";
import { eventTypes } from "../../generated/registries.ts";

/** Whose endpoints get a type of event. */
export type EventAudience = "organization" | "environment";

/**
 * An organization's endpoints get what a permission of the organization opens. What only people themselves or the
 * environment may read goes to endpoints of the environment alone.
 */
export function audienceOf(type: string): EventAudience | undefined {
  const entry = eventTypes[type as KnownEventType];
  if (!entry?.channels.includes("webhook")) return undefined;
  return entry.permission.includes(":") ? "organization" : "environment";
}

/** The types that endpoints get, in the order of the registry. */
export function deliveredTypes(audience: EventAudience): readonly string[] {
  return Object.keys(eventTypes).filter((type) => {
    const own = audienceOf(type);
    return own !== undefined && (audience === "environment" || own === "organization");
  });
}

/** Whether a filter lets a type through. */
export function matches(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => pattern === "*" || pattern === type || (pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1))));
}

/** The patterns that no event fits which such an endpoint gets. `webhook.test` needs no filter: naming it changes nothing. */
export function unknownPatterns(patterns: readonly string[], audience: EventAudience): string[] {
  const types = deliveredTypes(audience);
  return patterns.filter((pattern) => !types.some((type) => matches([pattern], type)));
}
