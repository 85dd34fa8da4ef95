import type { KnownEventType, Permission } from "@plinto/spec";
import type { SocketPrincipal } from "../domain/realtime/table.ts";
import { operationTable } from "../generated/operation-table.ts";
import { eventTypes } from "../generated/registries.ts";
import { topics, type TopicName } from "../generated/realtime.ts";
import type { OperationRow } from "../operation-row.ts";
import { authorize } from "../pipeline/authorize.ts";
import type { AuthorizeFacts } from "../pipeline/authorize-facts.ts";
import { fail, ProblemError } from "../pipeline/problem.ts";
import type { MockReaders } from "../schema.ts";
import type { TopicAddress } from "./topic-address.ts";

/** Who asks, and how the world stands. */
export interface Asker {
  readonly principal: SocketPrincipal;
  readonly address: string | null;
  readonly policies: AuthorizeFacts["policies"];
  readonly now: number;
}

/** What a subscriber may read in a topic. It holds until the state changes that it was judged by. */
export interface TopicRights {
  /** Whether events that need a permission are for the subscriber. */
  can(permission: Permission): boolean;
  /** Whether time alone can change it: an organization with policies of its own may look at the clock. */
  readonly passes: boolean;
}

/** The topics whose events are each judged by a permission of their own. */
const judgedSingly: ReadonlySet<TopicName> = new Set(["organization", "policy"]);

/**
 * Judges by what judges every call whether somebody may subscribe to a topic.
 *
 * @throws ProblemError as a call would end that needs the topic's permission
 */
export function rightsIn(read: MockReaders, asker: Asker, topic: TopicAddress): TopicRights {
  const { permission } = topics[topic.name];
  if (permission === "self") {
    judge(read, asker, { anyOf: [{ self: "/path/userId" }, { environment: true }] }, { userId: topic.id });
    if (!read.users.get(topic.id!)) fail("not_found");
    return whole;
  }
  if (permission === "environment") {
    judge(read, asker, { anyOf: [{ environment: true }] }, {});
    return whole;
  }
  const orgId = topic.id!;
  inOrganization(read, asker, orgId, permission);
  const passes = (read.policySets.get(orgId)?.enabled ?? 0) > 0 || read.authPolicies.get(orgId) !== undefined;
  if (!judgedSingly.has(topic.name) || asker.principal.kind === "environment") return { can: () => true, passes };
  const judged = new Map<Permission, boolean>();
  const can = (needed: Permission): boolean => {
    let answer = judged.get(needed);
    if (answer === undefined) {
      answer = holds(read, asker, orgId, needed);
      judged.set(needed, answer);
    }
    return answer;
  };
  return { can, passes };
}

/** The permission that a type of event needs in a topic; none where the topic's own is enough. */
export function permissionOf(topic: TopicName, type: string): Permission | undefined {
  if (!judgedSingly.has(topic)) return undefined;
  return eventTypes[type as KnownEventType].permission as Permission;
}

/** Judges a permission in an organization. @throws ProblemError as a call would end that needs it */
export function inOrganization(read: MockReaders, asker: Asker, orgId: string, permission: Permission): void {
  judge(read, asker, { tenant: "path", anyOf: [{ permission, scope: "all" }] }, { orgId });
}

/** Judges the credential alone. @throws ProblemError when it is no good any more */
export function stillGood(read: MockReaders, asker: Asker): void {
  judge(read, asker, { anyOf: [{ signedIn: true }, { environment: true }] }, {});
}

const whole: TopicRights = { can: () => true, passes: false };

function holds(read: MockReaders, asker: Asker, orgId: string, permission: Permission): boolean {
  try {
    inOrganization(read, asker, orgId, permission);
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

function judge(read: MockReaders, asker: Asker, permission: OperationRow["permission"], input: AuthorizeFacts["input"]): void {
  const row: OperationRow = { ...operationTable.createSocketTicket, permission };
  authorize(read, { ...asker, row, input, organizationHeader: undefined });
}
