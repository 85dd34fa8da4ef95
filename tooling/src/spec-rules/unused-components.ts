import { refName, type Json } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

/** Shapes for readers of deliveries and lists of events, which no operation of this description returns. */
const wanted = new Set(["schemas/EventType", "schemas/Event"]);

export const unusedComponents: SpecRule = {
  name: "unused-components",
  says: "every component is used, and every reference has its component",
  check(document) {
    const used = new Set<string>();
    const visit = (value: Json): void => {
      if (Array.isArray(value)) value.forEach(visit);
      else if (value !== null && typeof value === "object") {
        for (const [key, inner] of Object.entries(value)) {
          if (key === "$ref" && typeof inner === "string" && inner.startsWith("#/components/")) used.add(`${inner.split("/")[2]}/${refName(inner)}`);
          if (key === "security" && Array.isArray(inner))
            for (const scheme of inner) for (const name of Object.keys((scheme ?? {}) as object)) used.add(`securitySchemes/${name}`);
          visit(inner);
        }
      }
    };
    visit(document as unknown as Json);
    const known = new Set(Object.entries(document.components).flatMap(([kind, components]) => Object.keys(components).map((name) => `${kind}/${name}`)));
    return [
      ...[...known].filter((name) => !used.has(name) && !wanted.has(name)).map((name) => `${name} is used by nothing`),
      ...[...used].filter((name) => !known.has(name)).map((name) => `${name} is referred to and does not exist`),
    ];
  },
};
