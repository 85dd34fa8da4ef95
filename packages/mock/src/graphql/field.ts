import type { KnownEventType, OperationId } from "@plinto/spec";
import type { TopicName } from "../generated/realtime.ts";

/** What a field runs. */
export interface GraphqlField {
  readonly operation: OperationId;
  /** Parameters of the path that come from the parent instead of an argument: parameter → property. */
  readonly from?: Readonly<Record<string, string>>;
  /** The property of the parent that is the organization of the call, where that is said by a header. */
  readonly tenantFrom?: string;
}

/** What a subscription listens to. */
export interface GraphqlSubscription {
  readonly topic: TopicName;
  /** What a result is: the event, or the data of it. */
  readonly result: "event" | "data";
  /** The types of event that it has; all of the topic's when absent. */
  readonly types?: readonly KnownEventType[];
  /** An argument, and the member of the result that it chooses by. */
  readonly filter: { readonly argument: string; readonly member: string };
}

/** How the types of a union are told apart. */
export interface GraphqlUnion {
  /** The property that tells. */
  readonly by: string;
  /** Its value → the type. */
  readonly variants: Readonly<Record<string, string>>;
}
