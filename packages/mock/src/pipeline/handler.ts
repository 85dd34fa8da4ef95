import type { ErrorCode, OperationId, Permission } from "@plinto/spec";
import type { EventFacts } from "../domain/events/emit.ts";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import type { PolicyEngines } from "../domain/policies/engines.ts";
import type { EnvironmentRow } from "../domain/environment/table.ts";
import type { MembershipRow } from "../domain/members/table.ts";
import type { OrganizationRow } from "../domain/organizations/table.ts";
import type { WebhookAddresses } from "../domain/webhooks/address.ts";
import type { OperationShapes } from "../generated/operation-shapes.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { Derive } from "../kernel/secret.ts";
import type { Ok, Refusal } from "../kernel/transaction.ts";
import type { Mailbox } from "../mailbox.ts";
import type { OperationRow, PermissionArm } from "../operation-row.ts";
import type { Principal, SignedIn } from "../principal.ts";
import type { RealtimeNumbers } from "../realtime/numbers.ts";
import type { MockReaders, MockTransaction } from "../schema.ts";
import type { Cursors } from "./cursor.ts";
import type { Fault } from "./problem.ts";
import type { TokenService } from "../credentials/token-service.ts";

/** The facts of a request that rules may look at. */
export interface RequestFacts {
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly operation: OperationRow;
  readonly baseUrl: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  /** The header `Accept`. */
  readonly accept: string | null;
  /** The opaque id that the client gave its device. */
  readonly device: string | null;
  /** What the description finds wrong in the members of the body that the operation judges itself. */
  readonly left: readonly Fault[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What every phase knows. */
export interface Context {
  readonly principal: Principal;
  readonly request: RequestFacts;
  readonly derive: Derive;
  readonly tokens: TokenService;
  readonly cursors: Cursors;
  /** The policies of the organizations, ready to decide. */
  readonly policies: PolicyEngines;
  /** Whether limits of the plan refuse, or only count. */
  readonly limits: "count" | "enforce";
  /** Where webhooks may be delivered. */
  readonly addresses: WebhookAddresses;
  /** Counts the sockets, of an organization or all. */
  readonly realtime: (organizationId?: string) => RealtimeNumbers;
}

/** Before the transaction: hash, verify, call out. It may read; what it read may have changed when `decide` runs. */
export interface PrepareContext extends Context {
  readonly read: MockReaders;
  /** Asks a provider of social sign-in. It rejects when the provider cannot be reached, or says nothing. */
  readonly fetchProvider: (url: string, init: RequestInit) => Promise<Response>;
}

/** Who calls and why it is allowed, as it stands in the transaction. */
export interface Authorization {
  /** The caller as the credential stands now: its key may have changed while the body was on its way. */
  readonly principal: Principal;
  /** The arm of `x-plinto-permission` that allowed it. */
  readonly arm: PermissionArm;
  readonly environment: EnvironmentRow;
  /** The tenant of the call. */
  readonly organization: OrganizationRow | undefined;
  /** The caller's membership there; none for keys. */
  readonly membership: MembershipRow | undefined;
  readonly signedIn: SignedIn | undefined;
  /** The level of the caller's role: keys of the environment rule everybody. */
  readonly level: number;
  /** Whether the caller may act on a member of the tenant of the call: nobody acts on who ranks above. */
  mayActOn(target: MembershipRow): boolean;
  /** Whether the caller holds a permission in the tenant of the call. */
  can(permission: Permission): boolean;
}

export interface DecideContext extends Context, Authorization {
  readonly tx: MockTransaction;
  /** Emits an event of this call into the commit. */
  emit(type: string, facts: EventFacts): EventEnvelope;
}

/** A refusal by an operation's own rules. `detail` is said to people. */
export type OperationRefusal = Refusal<ErrorCode, JsonObject>;

/** After the commit: sign, render. */
export interface FinishContext extends Context, Authorization {
  readonly read: MockReaders;
  readonly mailbox: Mailbox;
  /** Loads the description that this backend follows. */
  openApi(): Promise<object>;
}

export type Input<Id extends OperationId> = OperationShapes[Id]["input"];
export type Output<Id extends OperationId> = OperationShapes[Id]["output"];

/** An answer as it goes over the wire. */
export interface WrittenAnswer {
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** In lower case, the type of the body among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The behaviour of one operation in three phases. `Decided` is JSON: it is kept for replays and rendered again. */
export interface OperationHandler<Id extends OperationId, Prepared = unknown, Decided = unknown> {
  /** Members of the body whose faults the operation tells itself, by a code of its own: `request.left`. None when absent. */
  readonly judges?: readonly string[];
  /** The current version of what a precondition (`If-Match`) is about. */
  version?(context: DecideContext, input: Input<Id>): number | undefined;
  /**
   * Takes, in a commit of its own before `prepare`, what the call works on and nobody may take twice, such as a state that
   * a browser brings back. For operations that call out; a refusal ends the call.
   */
  begin?(context: DecideContext, input: Input<Id>): Ok<null> | OperationRefusal;
  prepare?(context: PrepareContext, input: Input<Id>): Promise<Prepared>;
  decide(context: DecideContext, input: Input<Id>, prepared: Prepared): Ok<Decided> | OperationRefusal;
  /**
   * Judges a call that is repeated with its idempotency key anew, when more than permission decides whether the first
   * answer may be shown again. It always may when absent.
   */
  repeat?(context: DecideContext, input: Input<Id>, decided: Decided): Ok<Decided> | OperationRefusal;
  finish(context: FinishContext, decided: Decided, input: Input<Id>): Output<Id> | Promise<Output<Id>>;
  /** The cursor of what follows an item of a page. For lists. */
  cursorAfter?(decided: Decided, index: number): string;
  /** Whether the work goes on after this answer, so that it is 202. For operations that may answer it. */
  isAccepted?(output: Output<Id>): boolean;
  /** Whether its answer tells more than its version does, such as when something was used last: then nothing answers 304. */
  readonly tellsMoreThanVersion?: boolean;
  /** Headers of the answer to a read, in lower case. With an `etag`, `If-None-Match` answers 304. */
  headers?(context: FinishContext, output: Output<Id>): Readonly<Record<string, string>>;
  /** Writes the answer to a read, where that is more than its JSON. */
  write?(context: FinishContext, output: Output<Id>): Promise<WrittenAnswer>;
}

/** Ties the three phases of a handler together for the compiler. */
export function handler<Id extends OperationId, Decided, Prepared = undefined>(phases: OperationHandler<Id, Prepared, Decided>): OperationHandler<Id> {
  return phases;
}

/** The handlers of some operations. */
export type OperationHandlers<Id extends OperationId> = { readonly [Name in Id]: OperationHandler<Name> };
