import { resolved } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";
import { standardSchemas, within } from "./walk-schemas.ts";

/** Ends of a span of time, which say by their operator what they are. */
const rangeEnds = new Set(["gte", "gt", "lte", "lt"]);

/** Where a chain breaks: a place, not a time. */
const places = new Set(["brokenAt"]);

/** Value before and after a change, keyed by property: neither is a name of ours. */
const freeForm = new Set(["before", "after"]);

export const propertyNames: SpecRule = {
  name: "property-names",
  says: "properties are camelCase, timestamps and only they are named …At, seconds are named …Seconds",
  check(document) {
    const standard = standardSchemas(document);
    const problems: string[] = [];
    for (const [component, root] of Object.entries(document.components.schemas)) {
      if (standard.has(component)) continue;
      for (const { place, schema } of within(component, root)) {
        for (const [name, property] of Object.entries(schema.properties ?? {})) {
          if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) problems.push(`${place}.${name} is not camelCase`);
          const isTime =
            resolved(document, property).format === "date-time" ||
            (property.oneOf ?? property.anyOf ?? []).some((branch) => resolved(document, branch).format === "date-time");
          if (isTime && !/[a-z]At$/.test(name) && !rangeEnds.has(name) && !freeForm.has(name))
            problems.push(`${place}.${name} is a timestamp: its name has to end in At`);
          if (!isTime && /[a-z]At$/.test(name) && !places.has(name) && !isTimeRange(resolved(document, property).properties))
            problems.push(`${place}.${name} is named like a timestamp and is none`);
          if (/(Ms|Minutes|Hours|Days|Secs?|Duration|Timeout)$/.test(name))
            problems.push(`${place}.${name}: durations on the wire are in seconds and named …Seconds`);
        }
      }
    }
    return problems;
  },
};

function isTimeRange(properties: Record<string, unknown> | undefined): boolean {
  return properties !== undefined && Object.keys(properties).every((name) => rangeEnds.has(name));
}
