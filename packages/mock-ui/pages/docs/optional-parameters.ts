interface Parameter {
  required?: boolean;
  schema?: { examples?: unknown[] };
  examples?: Record<string, { value: unknown; "x-disabled": boolean }>;
}

/** As much of an OpenAPI description as the explorer's start looks at. */
export interface Explored {
  paths?: Record<string, Record<string, { parameters?: Parameter[] }>>;
  components?: { parameters?: Record<string, Parameter> };
}

/**
 * Leaves optional parameters out of the requests that the explorer prepares; the reader ticks those that she wants.
 * Filled in with their examples they would name an organization that nobody has and a cursor that nobody gave.
 */
export function leaveOutOptionalParameters<D extends Explored>(description: D): D {
  const inline = Object.values(description.paths ?? {}).flatMap((item) => Object.values(item).flatMap(({ parameters = [] }) => parameters));
  for (const parameter of [...inline, ...Object.values(description.components?.parameters ?? {})]) {
    if (parameter.schema && !parameter.required) parameter.examples = { example: { value: parameter.schema.examples?.[0] ?? "", "x-disabled": true } };
  }
  return description;
}
