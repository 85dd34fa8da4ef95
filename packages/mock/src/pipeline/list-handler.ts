import type { OperationId } from "@plinto/spec";
import { ok } from "../kernel/transaction.ts";
import type { DecideContext, FinishContext, Input, OperationHandler, OperationRefusal, Output } from "./handler.ts";
import type { Page } from "./list.ts";

/** A page as it is answered. */
export interface ListAnswer {
  readonly data: readonly unknown[];
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
}

type ListOperationId = { [Id in OperationId]: Output<Id> extends ListAnswer ? Id : never }[OperationId];

/** The rules of a list: which rows a page has, and how they are told. */
export interface ListRules<Id extends ListOperationId, Row> {
  page(context: DecideContext, input: Input<Id>): Page<Row> | OperationRefusal;
  items(context: FinishContext, rows: readonly Row[]): Output<Id>["data"];
}

/** Makes the handler of a list. The cursors of a page's neighbours are told with it, those behind its rows to who asks for them. */
export function listHandler<Id extends ListOperationId, Row>({ page, items }: ListRules<Id, Row>): OperationHandler<Id, undefined, Page<Row>> {
  return {
    decide(context, input) {
      const found = page(context, input);
      return "rows" in found ? ok(found) : found;
    },
    finish: (context, { rows, nextCursor, prevCursor }) => ({ data: items(context, rows), nextCursor, prevCursor }) as Output<Id>,
    cursorAfter: ({ rows, cursorAfter }, index) => cursorAfter(rows[index]!),
  };
}
