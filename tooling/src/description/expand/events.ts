import { refName, type Document, type Schema } from "../openapi.ts";

/** `organization.ownership_transferred` → `OrganizationOwnershipTransferred` */
export function eventTypeName(type: string): string {
  return type
    .split(/[._]/)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");
}

/**
 * The resources' events name only their data. Here each gets its envelope as a component, its place in `webhooks`, and
 * its row in the registry of events.
 */
export function expandEvents(document: Document): void {
  const schemas = document.components.schemas;
  const envelopes: Record<string, Schema> = {};
  for (const [type, { post }] of Object.entries(document.webhooks)) {
    const name = `${eventTypeName(type)}Event`;
    const media = post.requestBody.content["application/json"]!;
    const data = media.schema;
    if (!data.$ref) throw new Error(`The event ${type} needs a reference to the shape of its data`);
    envelopes[name] = envelope(type, post.summary, data);
    media.schema = { $ref: `#/components/schemas/${name}` };
    post.requestBody.required = true;
    post.operationId = `webhook${eventTypeName(type)}`;
    post.tags = [];
    post.security = [];
    post.responses = { "204": { description: "Received. Any 2xx answer within 30 seconds counts." } };
    document["x-plinto-registries"].events[type] = { ...post["x-plinto-event"], summary: post.summary, schema: refName(data.$ref), version: 1 };
  }
  const types = Object.keys(document.webhooks);
  schemas["EventType"] = { type: "string", description: "The type of an event.", enum: types, "x-plinto-open-enum": true, examples: [types[0]!] };
  schemas["EventActor"] = {
    type: "object",
    description: "Who caused it.",
    required: ["type", "id"],
    additionalProperties: false,
    properties: {
      type: {
        type: "string",
        description: "What kind of caller it was.",
        enum: ["user", "environment_key", "organization_key", "anonymous", "system"],
        "x-plinto-open-enum": true,
        examples: ["user"],
      },
      id: { type: ["string", "null"], description: "Its id, where it has one.", examples: ["usr_01hzy3v5q8w9x0a1b2c3d4e5f6"] },
      impersonatorId: { type: "string", description: "Who acted as this user.", examples: ["usr_01hzy3v5q8w9x0a1b2c3d4e5f7"] },
    },
  };
  schemas["EventTarget"] = {
    type: "object",
    description: "What it happened to.",
    required: ["type", "id"],
    additionalProperties: false,
    properties: {
      type: { type: "string", description: "What kind of thing it is.", examples: ["organization"] },
      id: { type: "string", description: "Its id.", examples: ["org_01hzy3v5q8w9x0a1b2c3d4e5f6"] },
      version: { type: "integer", minimum: 1, description: "Its version after the event, where it has one.", examples: [1] },
    },
  };
  schemas["EventId"] = {
    type: "string",
    description: "Identifies an event, the same in every delivery.",
    pattern: "^evt_[0-9a-hjkmnp-tv-z]{26}$",
    examples: ["evt_01hzy3v5q8w9x0a1b2c3d4e5f6"],
  };
  Object.assign(schemas, envelopes);
  schemas["Event"] = { description: "Any event.", ...unionOf(types) };
  const delivered = types.filter((type) => document["x-plinto-registries"].events[type]!.channels.includes("webhook"));
  const { WebhookEventType: deliveredType, WebhookEvent: deliveredEvent } = schemas;
  if (deliveredType) deliveredType.enum = delivered;
  if (deliveredEvent) Object.assign(deliveredEvent, unionOf(delivered));
}

/** The envelopes of these types, told apart by `type`. */
function unionOf(types: readonly string[]): Schema {
  const mapping = Object.fromEntries(types.map((type) => [type, `#/components/schemas/${eventTypeName(type)}Event`]));
  return { oneOf: Object.values(mapping).map(($ref) => ({ $ref })), discriminator: { propertyName: "type", mapping }, "x-plinto-open-union": true };
}

function envelope(type: string, summary: string, data: Schema): Schema {
  return {
    type: "object",
    description: `${summary}.`,
    required: ["id", "type", "version", "organizationId", "sequence", "occurredAt", "actor", "target", "requestId", "data"],
    additionalProperties: false,
    properties: {
      id: { $ref: "#/components/schemas/EventId" },
      type: { type: "string", const: type, description: "The type of the event." },
      version: { type: "integer", minimum: 1, description: "The version of the shape of `data`.", examples: [1] },
      organizationId: {
        type: ["string", "null"],
        pattern: "^org_[0-9a-hjkmnp-tv-z]{26}$",
        description: "The organization it belongs to, if any.",
        examples: ["org_01hzy3v5q8w9x0a1b2c3d4e5f6"],
      },
      sequence: {
        type: "integer",
        minimum: 1,
        description: "Counts the events of this organization, or of this user for events without one. A gap means a missed event.",
        examples: [1],
      },
      occurredAt: { $ref: "#/components/schemas/Timestamp" },
      actor: { $ref: "#/components/schemas/EventActor" },
      target: { $ref: "#/components/schemas/EventTarget" },
      requestId: { type: ["string", "null"], description: "The request that caused it.", examples: ["req_01hzy3v5q8w9x0a1b2c3d4e5f6"] },
      data: { $ref: data.$ref! },
      changes: {
        type: "object",
        description: "What changed: property → value before and after.",
        additionalProperties: true,
        examples: [{ name: { before: "Acme", after: "Acme Group" } }],
      },
    },
  };
}
