import type { OperationModel } from "../../description/model.ts";

/** A field, an argument or a member of an input. */
export interface GraphqlMember {
  readonly name: string;
  /** As the schema language writes it: `[Team!]!`. */
  readonly type: string;
  readonly description: string;
  readonly args?: readonly GraphqlMember[];
  /** The operation behind it; none for what lies in its parent already. */
  readonly runs?: GraphqlRun;
}

/** How a field becomes a call of an operation. */
export interface GraphqlRun {
  readonly operation: OperationModel;
  /** Parameters that come from the parent instead of an argument: parameter → property. */
  readonly from: Readonly<Record<string, string>>;
  /** The property of the parent that names the organization of the call, for operations that take it by header. */
  readonly tenantFrom?: string;
}

/** A field of the subscriptions. */
export interface GraphqlStream extends GraphqlMember {
  /** What it listens to, as the mock has it in its table. */
  readonly hears: {
    readonly topic: string;
    readonly result: "event" | "data";
    readonly types?: readonly string[];
    readonly filter: { readonly argument: string; readonly member: string };
  };
}

/** A type of the schema. */
export type GraphqlType =
  | { readonly kind: "object" | "input"; readonly name: string; readonly description: string; readonly members: readonly GraphqlMember[] }
  | {
      readonly kind: "union";
      readonly name: string;
      readonly description: string;
      readonly by: string;
      /** Value of the discriminator → type. */
      readonly variants: Readonly<Record<string, string>>;
    }
  | { readonly kind: "enum"; readonly name: string; readonly description: string; readonly values: readonly string[] };

/** The GraphQL schema of the description. */
export interface GraphqlModel {
  readonly types: readonly GraphqlType[];
  readonly query: readonly GraphqlMember[];
  readonly mutation: readonly GraphqlMember[];
  readonly subscription: readonly GraphqlStream[];
}

/** The types that are not made of the description's. */
export const scalars: Readonly<Record<string, string>> = {
  DateTime: "A moment, RFC 3339 in UTC with milliseconds.",
  JSON: "Any JSON value, as it is.",
  SafeInt: "A whole number of up to 53 bits, which `Int` cannot hold.",
};
