import type { RealtimeClientFrame } from "@plinto/spec";
import { frameValidators } from "../generated/realtime-validators.js";
import { limits } from "./limits.ts";

/** A frame, or why it is none. */
export type ReadFrame = { readonly frame: RealtimeClientFrame } | { readonly fault: string; readonly id: string | null } | { readonly tooLarge: true };

/** Reads what a client sent. */
export function readFrame(data: unknown): ReadFrame {
  if (typeof data !== "string") return fault("A frame must be text, not binary.");
  if (byteLength(data, limits.frameBytes) > limits.frameBytes) return { tooLarge: true };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return fault("A frame must be JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault("A frame must be a JSON object.");
  const { kind, id } = value as { kind?: unknown; id?: unknown };
  const known = typeof id === "string" && id.length <= 64 ? id : null;
  const validate = typeof kind === "string" && Object.hasOwn(frameValidators, kind) ? frameValidators[kind] : undefined;
  if (!validate) return fault("The member kind must be one that clients send.", known);
  if (validate(value)) return { frame: value as RealtimeClientFrame };
  const { instancePath, params } = validate.errors![0]!;
  const member = params["missingProperty"] ?? params["additionalProperty"];
  const place = `${instancePath}${typeof member === "string" ? `/${member}` : ""}`.slice(0, 100);
  return fault(`The frame is not as it must be at ${place === "" ? "its top" : place}.`, known);
}

/** The bytes of a text in UTF-8; not counted to the end where its length alone is beyond the limit. */
export function byteLength(text: string, limit: number): number {
  if (text.length > limit) return text.length;
  return text.length * 3 <= limit ? text.length : new TextEncoder().encode(text).length;
}

function fault(text: string, id: string | null = null): ReadFrame {
  return { fault: text, id };
}
