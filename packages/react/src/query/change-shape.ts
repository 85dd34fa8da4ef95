import type { ErrorsOf, OperationId } from "@plinto/core";

/** What a change takes, what it answers, and how it fails. */
export interface Change<Parameters, Result, Id extends OperationId> {
  readonly parameters: Parameters;
  readonly result: Result;
  readonly error: ErrorsOf<Id>;
}
