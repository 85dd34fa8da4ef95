import { getOperationAST, GraphQLError, parse, recommendedRules, specifiedRules, validate, type DocumentNode, type OperationDefinitionNode } from "graphql";
import { BoundedMap } from "../kernel/bounded-map.ts";
import { fail } from "../pipeline/problem.ts";
import { DocumentFault } from "./errors.ts";
import { limits } from "./limits.ts";
import { schema } from "./schema.ts";
import { weigh, type Weight } from "./weigh.ts";

/** A document that may be run. */
export interface ReadDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly weight: Weight;
}

interface Parsed {
  readonly document: DocumentNode;
  /** What is wrong with it; nothing before it was looked at. */
  faults: readonly GraphQLError[] | undefined;
}

/** Reads documents, and remembers those that it read. */
export class Documents {
  readonly #parsed = new BoundedMap<string, Parsed>(limits.documents);

  /** @throws ProblemError `query_too_complex` · DocumentFault when it is none, or not of this schema */
  read(text: string, operationName: string | null | undefined, variables: Readonly<Record<string, unknown>>): ReadDocument {
    try {
      return this.#read(text, operationName, variables);
    } catch (error) {
      // So deeply nested that the parser itself cannot hold it, or who looks at what was parsed.
      if (error instanceof RangeError) fail("query_too_complex", { detail: sayings.depth(Number.POSITIVE_INFINITY, limits.depth) });
      throw error;
    }
  }

  #read(text: string, operationName: string | null | undefined, variables: Readonly<Record<string, unknown>>): ReadDocument {
    const parsed = this.#parse(text);
    const operation = getOperationAST(parsed.document, operationName);
    if (!operation)
      throw new DocumentFault([
        new GraphQLError(
          operationName === null || operationName === undefined
            ? "The document has several operations, or none: name one by operationName."
            : "The document has no operation of this name.",
        ),
      ]);
    // Before it is validated: what is too large is too large to validate.
    const weight = weigh(parsed.document, operation, variables);
    for (const [what, found, most] of [
      ["cost", weight.cost, limits.cost],
      ["fields", weight.fields, limits.fields],
      ["depth", weight.depth, limits.depth],
    ] as const)
      if (found > most) fail("query_too_complex", { detail: sayings[what](found, most) });
    parsed.faults ??= validate(schema, parsed.document, rules, { maxErrors: limits.faults });
    // So many selections of one name that comparing them was given up.
    if (parsed.faults.some(({ message }) => message === "Validation aborted."))
      fail("query_too_complex", { detail: "The document selects the same names too often; select each once at most." });
    if (parsed.faults.length > 0) throw new DocumentFault(parsed.faults);
    return { document: parsed.document, operation, weight };
  }

  #parse(text: string): Parsed {
    const known = this.#parsed.get(text);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { maxLexicalTokens: limits.tokens, maxComments: limits.tokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      if (/more than \d+ (?:tokens|comments)|token limit/i.test(error.message))
        fail("query_too_complex", { detail: `The document is longer than ${limits.tokens} tokens.` });
      throw new DocumentFault([error]);
    }
    const parsed: Parsed = { document, faults: undefined };
    this.#parsed.set(text, parsed);
    return parsed;
  }
}

const rules = [...specifiedRules, ...recommendedRules.filter((rule) => !specifiedRules.includes(rule))];

const sayings = {
  cost: (found: number, most: number) => `The document can come to ${found} operations; ${most} are the most. Ask for smaller pages, or for less in each item.`,
  fields: (found: number, most: number) => `The document selects ${found} fields with its fragments written out; ${most} are the most.`,
  depth: (found: number, most: number) => `The document is nested ${Number.isFinite(found) ? found : "too many"} levels deep; ${most} are the most.`,
} as const;
