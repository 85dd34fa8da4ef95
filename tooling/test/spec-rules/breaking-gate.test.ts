import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Document, Schema } from "../../src/description/openapi.ts";
import { inRoot } from "../../src/root.ts";
import { operationChanges } from "../../src/spec-rules/breaking-changes.ts";
import { closedEnumChanges } from "../../src/spec-rules/closed-enums.ts";
import { oasdiffChanges } from "../../src/spec-rules/oasdiff.ts";

const bundle = readFileSync(inRoot("spec", "dist", "plinto.openapi.json"), "utf8");

/** What the gate finds when the description that we have were the released one and this came next. */
async function foundIn(change: (document: Document) => void): Promise<string[]> {
  const released = JSON.parse(bundle) as Document;
  const current = JSON.parse(bundle) as Document;
  change(current);
  return [...operationChanges(released, current), ...closedEnumChanges(released, current), ...(await oasdiffChanges(released, current))];
}

function shape(document: Document, name: string): Schema {
  return document.components.schemas[name]!;
}

function drop(schema: Schema, property: string): void {
  delete schema.properties![property];
  schema.required = schema.required!.filter((name) => name !== property);
}

/** oasdiff is a program of its own, which a busy machine starts slowly. */
const patience = { timeout: 60_000 };

test.each<[what: string, change: (document: Document) => void, found: string]>([
  ["an operation that is gone", (document) => delete document.paths["/v1/invitations"]!.post, "createInvitation is gone"],
  [
    "a parameter that became required",
    (document) => {
      document.paths["/v1/invitations"]!.get!.parameters!.find(({ name }) => name === "status")!.required = true;
    },
    "became required",
  ],
  ["a property of a body that became required", (document) => shape(document, "CreateInvitation").required!.push("message"), "became required"],
  ["a property that is gone from an answer", (document) => drop(shape(document, "Invitation"), "message"), "removed the required property `message`"],
  ["a property that is gone from an event", (document) => drop(shape(document, "AccessDenied"), "code"), "removed the required property `data/code`"],
  [
    "a property of an answer that became optional",
    (document) => {
      shape(document, "Invitation").required = shape(document, "Invitation").required!.filter((name) => name !== "message");
    },
    "became optional",
  ],
  [
    "an enum of a body that has become narrower",
    (document) => {
      shape(document, "Role").enum = shape(document, "Role").enum!.filter((role) => role !== "viewer");
    },
    "removed the enum value `viewer`",
  ],
  ["a closed enum that has grown", (document) => shape(document, "Role").enum!.push("janitor"), 'Role can be "janitor"'],
  ["a closed union that has grown", (document) => shape(document, "InvitationBatchRow").oneOf!.push({ $ref: "#/components/schemas/Invitation" }), "added"],
  ["an event that is gone", (document) => delete document.webhooks["invitation.created"], "the event invitation.created is gone"],
])("%s breaks", patience, async (_what, change, found) => {
  expect((await foundIn(change)).join("\n")).toContain(found);
});

test.each<[what: string, change: (document: Document) => void]>([
  ["nothing", () => {}],
  ["an open enum that has grown", (document) => shape(document, "InvitationStatus").enum!.push("lost")],
  ["an open union that has grown", (document) => shape(document, "SignInResult").oneOf!.push({ $ref: "#/components/schemas/Invitation" })],
  [
    "a new property of answers and events, and an optional one of a body",
    (document) => {
      shape(document, "Invitation").properties!["mood"] = { type: "string" };
      shape(document, "Invitation").required!.push("mood");
      shape(document, "CreateInvitation").properties!["mood"] = { type: "string" };
    },
  ],
])("%s breaks nobody", patience, async (_what, change) => {
  expect(await foundIn(change)).toEqual([]);
});
