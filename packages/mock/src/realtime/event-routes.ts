import type { KnownEventType } from "@plinto/spec";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import { emailKey } from "../domain/users/user.ts";
import { eventTypes } from "../generated/registries.ts";
import type { Commit } from "../kernel/commit.ts";
import type { MockReaders } from "../schema.ts";
import { organizationTopics } from "./topic-board.ts";

/** The topics that an event may be for, whether or not they carry its type. */
export function routesOf(read: MockReaders, event: EventEnvelope, commit: Commit): readonly string[] {
  const { organizationId } = event;
  const person = personOf(read, event, commit);
  return [
    ...(organizationId === null ? [] : organizationTopics.map((name) => `${name}:${organizationId}`)),
    ...(person === undefined ? [] : [`user:${person}`]),
    "environment",
  ];
}

/** Whose event it is, where it is a person's: of the person who is invited, too, once the address is known to be hers. */
function personOf(read: MockReaders, event: EventEnvelope, commit: Commit): string | undefined {
  const { type, target, data } = event;
  if (target.type === "invitation") {
    const user = typeof data["email"] === "string" ? read.users.find("email", emailKey(data["email"])) : undefined;
    return user?.emailVerifiedAt ? user.id : undefined;
  }
  if (eventTypes[type as KnownEventType]?.permission !== "self") return undefined;
  if (target.type === "user") return target.id;
  if (typeof data["userId"] === "string") return data["userId"];
  // What an event is about may be gone by now, but the commit still has it.
  const change = commit.changes.find(({ id }) => id === target.id);
  const row = (change ? (change.after ?? change.before) : ownRow(read, target)) as { readonly userId?: unknown } | undefined;
  return typeof row?.userId === "string" ? row.userId : undefined;
}

function ownRow(read: MockReaders, { type, id }: EventEnvelope["target"]): object | undefined {
  switch (type) {
    case "session":
      return read.sessions.get(id);
    case "device":
      return read.devices.get(id);
    case "mfa_factor":
      return read.mfaFactors.get(id);
    default:
      return undefined;
  }
}
