import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";
import { allSchemas } from "./walk-schemas.ts";

export const limitsAndFeatures: SpecRule = {
  name: "limits-and-features",
  says: "rate limits and plan features are those of the registries, and each is used",
  check(document) {
    const { rateLimits, plans } = document["x-plinto-registries"];
    const problems: string[] = [];
    const usedLimits = new Set<string>();
    const usedFeatures = new Set<string>();
    const needFeature = (feature: unknown, place: string): void => {
      if (typeof feature !== "string") return;
      usedFeatures.add(feature);
      if (!plans.features[feature]) problems.push(`${place} needs the unknown feature ${feature}`);
    };
    for (const { operation } of operationsOf(document)) {
      const limit = operation["x-plinto-rate-limit"];
      usedLimits.add(limit);
      if (limit && !rateLimits[limit]) problems.push(`${operation.operationId} has the unknown rate limit ${limit}`);
      needFeature(operation["x-plinto-feature"], operation.operationId);
    }
    for (const { place, schema } of allSchemas(document)) needFeature(schema["x-plinto-feature"], place);
    for (const name of Object.keys(rateLimits)) if (!usedLimits.has(name)) problems.push(`no operation has the rate limit ${name}`);
    for (const name of Object.keys(plans.features)) if (!usedFeatures.has(name)) problems.push(`nothing needs the feature ${name}`);
    for (const [plan, { features }] of Object.entries(plans.plans))
      for (const feature of features) if (!plans.features[feature]) problems.push(`the plan ${plan} has the unknown feature ${feature}`);
    for (const [alias, plan] of Object.entries(plans.aliases)) if (!plans.plans[plan]) problems.push(`the alias ${alias} stands for the unknown plan ${plan}`);
    return problems;
  },
};
