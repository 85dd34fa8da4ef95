import { errorCodes } from "./error-codes.ts";
import { events } from "./events.ts";
import { exampleValues } from "./example-values.ts";
import { extensionValues } from "./extension-values.ts";
import { graphqlSchema } from "./graphql.ts";
import { idPatterns } from "./id-patterns.ts";
import { limitsAndFeatures } from "./limits-and-features.ts";
import { lists } from "./lists.ts";
import { operationIds } from "./operation-ids.ts";
import { operationParts } from "./operation-parts.ts";
import { parameterNames } from "./parameter-names.ts";
import { permissions } from "./permissions.ts";
import { problemResponses } from "./problem-responses.ts";
import { propertyNames } from "./property-names.ts";
import { responseBodies } from "./response-bodies.ts";
import type { SpecRule } from "./rule.ts";
import { sdkNames } from "./sdk-names.ts";
import { separateShapes } from "./separate-shapes.ts";
import { unambiguousPaths } from "./unambiguous-paths.ts";
import { unions } from "./unions.ts";
import { unusedComponents } from "./unused-components.ts";

/** Every rule over the bundled description. */
export const specRules: readonly SpecRule[] = [
  operationIds,
  operationParts,
  sdkNames,
  parameterNames,
  unambiguousPaths,
  separateShapes,
  unions,
  propertyNames,
  idPatterns,
  lists,
  responseBodies,
  problemResponses,
  exampleValues,
  errorCodes,
  permissions,
  events,
  limitsAndFeatures,
  extensionValues,
  graphqlSchema,
  unusedComponents,
];
