/** A person's or an organization's own facts. */
export type Metadata = Readonly<Record<string, unknown>>;

/** RFC 7396: keys are merged, null removes, objects merge in turn. */
export function mergeMetadata(current: Metadata, patch: Metadata | undefined): Metadata {
  if (!patch) return current;
  const merged: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (isObject(value)) merged[name] = mergeMetadata(isObject(merged[name]) ? merged[name] : {}, value);
    else merged[name] = value;
  }
  return merged;
}

function isObject(value: unknown): value is Metadata {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
