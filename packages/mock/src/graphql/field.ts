import type { OperationId } from "@plinto/spec";

/** What a field runs. */
export interface GraphqlField {
  readonly operation: OperationId;
  /** Parameters of the path that come from the parent instead of an argument: parameter → property. */
  readonly from?: Readonly<Record<string, string>>;
  /** The property of the parent that is the organization of the call, where that is said by a header. */
  readonly tenantFrom?: string;
}

/** How the types of a union are told apart. */
export interface GraphqlUnion {
  /** The property that tells. */
  readonly by: string;
  /** Its value → the type. */
  readonly variants: Readonly<Record<string, string>>;
}
