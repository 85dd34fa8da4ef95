/** Only what decides: no descriptions, no examples, no extensions; references point at the shared definitions. */
export function bareSchema<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema), function (this: Record<string, unknown>, key, value: unknown) {
    if (key === "$ref") return (value as string).replace("#/components/schemas/", "component-");
    if (key.startsWith("x-plinto-")) return undefined;
    if (key === "discriminator") return { propertyName: (value as { propertyName: string }).propertyName };
    // Inside `properties` these words are names of properties.
    if ((key === "description" || key === "examples") && (key === "examples" ? Array.isArray(value) : typeof value === "string")) return undefined;
    return isUnion(value) ? { type: "object", ...value } : value;
  }) as T;
}

/** A union by discriminator. Ajv tells its members apart only for objects, and would let everything else pass. */
function isUnion(value: unknown): value is object {
  return typeof value === "object" && value !== null && "oneOf" in value && "discriminator" in value && Array.isArray(value.oneOf);
}
