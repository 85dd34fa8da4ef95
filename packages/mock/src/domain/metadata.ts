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

// A type, not an interface: faults are part of a refusal, which is JSON for the compiler too.
export type MetadataFault = { pointer: string; code: string; message: string };

/** The most keys that metadata has, and the most bytes of its JSON in UTF-8. */
export const metadataLimits = { keys: 50, bytes: 32_768 } as const;

/** What is wrong with metadata as it would be kept: a merge can exceed what each of its parts keeps to. */
export function metadataFaults(wanted: { readonly publicMetadata?: Metadata | undefined; readonly privateMetadata?: Metadata | undefined }): MetadataFault[] {
  return (["publicMetadata", "privateMetadata"] as const).flatMap((name) => {
    const metadata = wanted[name];
    if (metadata === undefined) return [];
    const pointer = `/${name}`;
    if (Object.keys(metadata).length > metadataLimits.keys)
      return [{ pointer, code: "maxProperties", message: `${name} must have at most ${metadataLimits.keys} keys, those that it has already included` }];
    if (encoder.encode(JSON.stringify(metadata)).length > metadataLimits.bytes)
      return [{ pointer, code: "too_large", message: `${name} must be at most 32 KiB of JSON, with what it holds already` }];
    return [];
  });
}

const encoder = new TextEncoder();

function isObject(value: unknown): value is Metadata {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
