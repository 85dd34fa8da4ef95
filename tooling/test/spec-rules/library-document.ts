import type { Document } from "../../src/description/openapi.ts";

const idPattern = "^bok_[0-9a-hjkmnp-tv-z]{26}$";
const id = "bok_01hzy3v5q8w9x0a1b2c3d4e5f6";
const book = { id, title: "Logic", kind: "novel", printedAt: "2030-01-01T00:00:00.000Z" };
const problem = { content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }, description: "A problem." };

/** A small description that breaks no rule. Each test breaks one. */
export function libraryDocument(): Document {
  const document = {
    openapi: "3.1.1",
    info: { title: "Library", version: "1" },
    servers: [],
    tags: [{ name: "books", description: "Books." }],
    paths: {
      "/v1/organizations/{orgId}/books": {
        parameters: [{ name: "orgId", in: "path", required: true, schema: { $ref: "#/components/schemas/OrganizationId" } }],
        get: {
          operationId: "listBooks",
          tags: ["books"],
          summary: "List books",
          description: "The books.",
          security: [{ accessToken: [] }],
          "x-plinto-sdk": { resource: "books", method: "list", kind: "list", audience: "both" },
          "x-plinto-permission": { tenant: "path", anyOf: [{ permission: "books:read", scope: "all" }] },
          "x-plinto-errors": ["permission_denied"],
          "x-plinto-rate-limit": "api",
          "x-plinto-pagination": { items: "/data", cursor: "/nextCursor" },
          parameters: [
            { name: "pageSize", in: "query", schema: { type: "integer" } },
            { name: "cursor", in: "query", schema: { type: "string" } },
          ],
          responses: {
            "200": {
              description: "A page.",
              headers: { Link: { $ref: "#/components/headers/Link" } },
              content: {
                "application/json": {
                  schema: { $ref: "#/components/schemas/BookList" },
                  examples: { page: { value: { data: [book], nextCursor: null, prevCursor: null } } },
                },
              },
            },
            "403": problem,
            default: { $ref: "#/components/responses/Problem" },
          },
        },
        post: {
          operationId: "createBook",
          tags: ["books"],
          summary: "Add a book",
          description: "Adds a book.",
          security: [{ accessToken: [] }],
          "x-plinto-sdk": { resource: "books", method: "create", kind: "create", audience: "both" },
          "x-plinto-permission": { tenant: "path", anyOf: [{ permission: "books:read", scope: "all" }] },
          "x-plinto-errors": ["permission_denied"],
          "x-plinto-rate-limit": "api",
          "x-plinto-idempotency": { kind: "keyed" },
          "x-plinto-emits": ["book.created"],
          "x-plinto-invalidates": ["listBooks"],
          "x-plinto-feature": "shelves",
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/CreateBook" }, examples: { book: { value: { title: "Logic" } } } } },
          },
          responses: {
            "201": {
              description: "The book.",
              content: { "application/json": { schema: { $ref: "#/components/schemas/Medium" }, examples: { book: { value: book } } } },
            },
            "403": problem,
            default: { $ref: "#/components/responses/Problem" },
          },
        },
      },
    },
    webhooks: {
      "book.created": {
        post: {
          operationId: "webhookBookCreated",
          summary: "A book was added",
          description: "A book was added.",
          requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } } },
          "x-plinto-event": { channels: ["audit"], target: "book", permission: "books:read", invalidates: ["listBooks"] },
        },
      },
    },
    components: {
      schemas: {
        OrganizationId: { type: "string", pattern: "^org_[0-9a-hjkmnp-tv-z]{26}$" },
        BookId: { type: "string", pattern: idPattern },
        Timestamp: { type: "string", format: "date-time" },
        Book: {
          type: "object",
          required: ["id", "kind"],
          "x-plinto-entity": { table: "books", prefix: "bok", tenant: "organizationId", unique: [] },
          properties: {
            id: { $ref: "#/components/schemas/BookId" },
            title: { type: "string" },
            kind: { type: "string", const: "novel" },
            printedAt: { $ref: "#/components/schemas/Timestamp" },
          },
        },
        Map: { type: "object", required: ["kind"], properties: { kind: { type: "string", const: "map" } } },
        Medium: {
          oneOf: [{ $ref: "#/components/schemas/Book" }, { $ref: "#/components/schemas/Map" }],
          discriminator: { propertyName: "kind", mapping: { novel: "#/components/schemas/Book", map: "#/components/schemas/Map" } },
        },
        CreateBook: { type: "object", required: ["title"], properties: { title: { type: "string" } } },
        BookList: {
          type: "object",
          properties: {
            data: { type: "array", items: { $ref: "#/components/schemas/Book" } },
            nextCursor: { type: ["string", "null"] },
            prevCursor: { type: ["string", "null"] },
          },
        },
        Problem: { type: "object", properties: { code: { type: "string" } } },
      },
      parameters: {},
      headers: { Link: { schema: { type: "string" } } },
      responses: { Problem: problem },
      securitySchemes: { accessToken: { type: "http", scheme: "bearer" } },
    },
    "x-plinto-registries": {
      errorCodes: { permission_denied: { status: 403, title: "The caller may not do this", fix: "Ask." } },
      permissions: [{ name: "Books", permissions: { "books:read": "Read books." } }],
      roles: { member: { level: 2, scope: "organization", description: "A reader.", permissions: ["books:read"] } },
      plans: { plans: { free: { title: "Free", priceCentsPerMonth: 0, limits: {}, features: ["shelves"] } }, aliases: {}, features: { shelves: "Shelves." } },
      rateLimits: { api: { quota: 10, windowSeconds: 60, partition: "address", description: "Calls." } },
      events: {
        "book.created": {
          channels: ["audit"],
          target: "book",
          permission: "books:read",
          invalidates: ["listBooks"],
          summary: "A book was added",
          schema: "Book",
          version: 1,
        },
      },
    },
  };
  // A document of its own for every test: what is said twice above is one object.
  return structuredClone(document) as unknown as Document;
}
