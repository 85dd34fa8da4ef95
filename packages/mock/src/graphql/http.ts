import { execute, GraphQLError } from "graphql";
import { errorCodes } from "../generated/registries.ts";
import { operationTable } from "../generated/operation-table.ts";
import { acceptedType } from "../pipeline/accepted-type.ts";
import type { Exchange, Reply } from "../pipeline/exchange.ts";
import type { OuterCall } from "../pipeline/inner-call.ts";
import { InputReader } from "../pipeline/input.ts";
import { ProblemError, problemReply, type Problem } from "../pipeline/problem.ts";
import { Documents, type ReadDocument } from "./document.ts";
import { codeOf, DocumentFault, problemError, shownError, type Result } from "./errors.ts";
import { PersistedDocuments } from "./persisted.ts";
import type { GraphqlAnswer, GraphqlHost, GraphqlWork, GraphqlWorld } from "./port.ts";
import { resolveField, resolveType, Run } from "./resolve.ts";
import { schema } from "./schema.ts";

type Values = Readonly<Record<string, unknown>>;

/** The media type of GraphQL's own answers. */
const ownType = "application/graphql-response+json";

const noCosts: GraphqlWork["costs"] = new Map([[undefined, 1]]);

/** GraphQL over HTTP in one world. */
export class HttpGraphql implements Omit<GraphqlWorld, "openSocket" | "end"> {
  readonly documents: Documents = new Documents();
  readonly persisted: PersistedDocuments = new PersistedDocuments();
  readonly #host: GraphqlHost;
  readonly #inputs = new InputReader();

  constructor(host: GraphqlHost) {
    this.#host = host;
  }

  async begin(values: Values, exchange: Exchange): Promise<GraphqlWork> {
    const wants = wantsOwnType(exchange);
    const variables = (values["variables"] ?? {}) as Values;
    const refuse: GraphqlWork["refuse"] = (problem, { requestId, traceId }) => refusal(problem, wants, requestId, traceId);
    let read: ReadDocument;
    let text: string;
    try {
      text = this.persisted.textOf(values);
      read = this.documents.read(text, values["operationName"] as string | null | undefined, variables);
      if (read.operation.operation === "subscription")
        throw new DocumentFault([
          new GraphQLError("Subscriptions run over a WebSocket at this path, subprotocol graphql-transport-ws.", { nodes: read.operation }),
        ]);
    } catch (error) {
      if (error instanceof ProblemError) return refused(refuse, (outer) => refuse(error.problem, outer));
      if (!(error instanceof DocumentFault)) throw error;
      return refused(refuse, ({ requestId }) => faulty(error.faults, wants, requestId));
    }
    return {
      costs: read.weight.costs,
      input: read.operation.operation === "mutation" ? { text, variables, operation: read.operation.name?.value ?? null } : undefined,
      refuse,
      run: async (outer) => {
        const result = await this.execute(read, variables, outer);
        const isWhole = result.data !== undefined;
        const only = !isWhole || (result.data !== null && Object.values(result.data).every((one) => one === null)) ? result.errors?.[0] : undefined;
        return { reply: written(isWhole || !wants ? 200 : 400, result, wants), code: only ? codeOf(only) : null };
      },
    };
  }

  /** Judges a request that came over a socket as the body of a call is judged. @throws ProblemError `validation_failed` */
  async judge(request: object): Promise<void> {
    const body = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null && value !== undefined));
    await this.#inputs.judge(operationTable.graphql, { path: {}, query: {}, body });
  }

  /** @throws ConnectionDropped */
  async execute(
    { document, operation, weight }: ReadDocument,
    variableValues: Values,
    outer: Omit<OuterCall, "read">,
    rootValue: Values = {},
  ): Promise<Result> {
    const { data, errors } = await execute({
      schema,
      document,
      variableValues,
      operationName: operation.name?.value ?? null,
      rootValue,
      contextValue: new Run(this.#host, outer),
      fieldResolver: resolveField,
      typeResolver: resolveType,
    });
    return {
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map((error) => shownError(error, outer.requestId)) }),
      extensions: { cost: weight.cost },
    };
  }
}

function refused(refuse: GraphqlWork["refuse"], answer: (outer: Omit<OuterCall, "read">) => GraphqlAnswer): GraphqlWork {
  return { costs: noCosts, refuse, run: (outer) => Promise.resolve(answer(outer)) };
}

/** Limits are told as every operation tells what is wrong, or in GraphQL's own form to who asks for that. */
function refusal(problem: Problem, wants: boolean, requestId: string, traceId: string | undefined): GraphqlAnswer {
  if (!wants) return { reply: problemReply(problem, requestId, traceId), code: problem.code };
  return { reply: written(errorCodes[problem.code].status, { errors: [problemError(problem, requestId)] }, true), code: problem.code };
}

/** A document that cannot be run is a good request to who knows nothing but `application/json` (GraphQL over HTTP, section 6.4.1). */
function faulty(errors: readonly GraphQLError[], wants: boolean, requestId: string): GraphqlAnswer {
  return { reply: written(wants ? 400 : 200, { errors: errors.map((error) => shownError(error, requestId)) }, wants), code: "validation_failed" };
}

function written(status: number, result: Result, wants: boolean): Reply {
  return {
    status,
    headers: {
      "content-type": wants ? ownType : "application/json",
      "cache-control": "no-store",
      vary: "Accept, Authorization, Plinto-Organization, Origin",
    },
    body: JSON.stringify(result),
  };
}

/** Whether the client would have `application/graphql-response+json`. Who takes anything may not know it. */
function wantsOwnType(exchange: Exchange): boolean {
  return acceptedType(exchange.header("accept"), [ownType, "application/json"], "application/json") === ownType;
}
