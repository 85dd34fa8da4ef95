import type { JsonObject } from "../../kernel/json.ts";

/** Who caused an event. */
export interface EventActor {
  readonly type: "user" | "environment_key" | "organization_key" | "anonymous" | "system";
  readonly id: string | null;
  readonly impersonatorId?: string;
}

/** An event as it is delivered, in whatever channel. */
export interface EventEnvelope extends JsonObject {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly organizationId: string | null;
  readonly sequence: number;
  readonly occurredAt: string;
  readonly actor: { readonly type: EventActor["type"]; readonly id: string | null; readonly impersonatorId?: string };
  readonly target: { readonly type: string; readonly id: string; readonly version?: number };
  readonly requestId: string | null;
  readonly data: JsonObject;
  readonly changes?: JsonObject;
}
