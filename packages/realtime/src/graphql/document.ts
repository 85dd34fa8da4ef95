/** Documents, as the tools that type them make them. */

import { misuse } from "../errors.ts";
import { printPart } from "./print.ts";

/** A document that was parsed, by gql.tada, by graphql-tag or by graphql itself. */
export interface ParsedDocument<Result = unknown, Variables = unknown> {
  readonly kind: string;
  readonly loc?: { readonly source: { readonly body: string } } | undefined;
  /** Never there: it carries the types. */
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** A document with its types: of gql.tada, of a code generator, or a plain text whose types you give. */
export type GraphqlDocument<Result = unknown, Variables = unknown> =
  | string
  | ParsedDocument<Result, Variables>
  | { readonly __apiType?: ((variables: Variables) => Result) | undefined; toString(): string };

/** Variables, which may be left out where a document needs none. */
export type VariablesOf<Variables> = Partial<Variables> extends Variables ? [variables?: Variables] : [variables: Variables];

/** The text of a document. @throws PlintoError `document_invalid` */
export function textOf<Result, Variables>(document: GraphqlDocument<Result, Variables>): string {
  const text = typeof document === "string" ? document : "kind" in document ? parsedText(document) : String(document);
  if (text === "" || text === "[object Object]") throw misuse("document_invalid", "This is no document: pass a text, or what gql.tada or graphql parsed");
  return text;
}

function parsedText(document: object): string {
  try {
    return printPart(document as never);
  } catch {
    return "";
  }
}
