import type { PolicyEngines } from "../domain/policies/engines.ts";
import type { OperationRow } from "../operation-row.ts";
import type { Principal } from "../principal.ts";

/** What the decision is made from besides the state. */
export interface AuthorizeFacts {
  readonly row: OperationRow;
  readonly principal: Principal;
  readonly input: Readonly<Record<string, unknown>>;
  /** The header `Plinto-Organization`. */
  readonly organizationHeader: string | undefined;
  /** Where the call came from; null where nothing tells. */
  readonly address: string | null;
  /** The policies of the organizations, ready to decide. */
  readonly policies: PolicyEngines;
  readonly now: number;
}
