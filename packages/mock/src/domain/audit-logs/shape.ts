import type { EventEnvelope } from "../events/envelope.ts";

/** What is looked at here of an audit row. */
interface AuditRowShape {
  readonly id: string;
  readonly event: EventEnvelope;
  readonly content: object;
  readonly origin: object;
}

/**
 * What a row lacks of what an audit row is read by. Rows that this code writes lack nothing; one that came from a file or
 * was changed in a store can lack anything.
 *
 * @returns the first part that is missing, as `event.actor`; nothing when the row can be read
 */
export function lackOf(row: AuditRowShape): string | undefined {
  if (!isAuditId(row.id)) return "id of an audit row";
  return (
    missing(row, rowParts, "") ??
    missing(row.event, eventParts, "event.") ??
    missing(row.event.actor, { type: "string", id: "present" }, "event.actor.") ??
    missing(row.event.target, { type: "string", id: "string" }, "event.target.")
  );
}

type Parts = Readonly<Record<string, "string" | "number" | "object" | "present">>;

const rowParts: Parts = {
  chain: "string",
  sequence: "number",
  type: "string",
  organizationId: "present",
  actorKey: "string",
  targetId: "string",
  occurredAt: "string",
  outcome: "string",
  event: "object",
  ipAddress: "present",
  userAgent: "present",
  content: "object",
  origin: "object",
  hash: "string",
  redactedAt: "present",
};

const eventParts: Parts = {
  id: "string",
  type: "string",
  version: "number",
  organizationId: "present",
  sequence: "number",
  occurredAt: "string",
  actor: "object",
  target: "object",
  requestId: "present",
  data: "object",
};

/** Whether a text is the id of an audit row, which a row that was changed may not have any more. */
export function isAuditId(text: string): boolean {
  return /^aud_[0-9a-hjkmnp-tv-z]{26}$/.test(text);
}

/** Whether a row says more than an audit row does, to which nobody has committed. */
export function saysMore({ event, content, origin }: AuditRowShape): boolean {
  const isMore = (value: object, names: readonly string[]): boolean => Object.keys(value).some((name) => !names.includes(name));
  return isMore(event, [...Object.keys(eventParts), "changes"]) || isMore(content, commitmentParts) || isMore(origin, commitmentParts);
}

const commitmentParts = ["hash", "salt"];

function missing(value: object, parts: Parts, prefix: string): string | undefined {
  const fields = value as Readonly<Record<string, unknown>>;
  const absent = Object.entries(parts).find(([name, kind]) =>
    kind === "present" ? fields[name] === undefined : typeof fields[name] !== kind || fields[name] === null || Array.isArray(fields[name]),
  );
  return absent && prefix + absent[0];
}
