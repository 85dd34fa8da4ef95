import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLTypeResolver } from "graphql";
import { graphqlFields, graphqlUnions } from "../generated/graphql.ts";
import { operationTable } from "../generated/operation-table.ts";
import { toBase64Url } from "../kernel/base64url.ts";
import type { OperationRow } from "../operation-row.ts";
import { checkShape } from "../pipeline/body.ts";
import type { InnerAnswer, InnerCall, OuterCall } from "../pipeline/inner-call.ts";
import { fail } from "../pipeline/problem.ts";
import type { MockReaders } from "../schema.ts";
import { connectionOf } from "./connection.ts";
import type { GraphqlField } from "./field.ts";
import type { GraphqlHost } from "./port.ts";

type Args = Readonly<Record<string, unknown>>;

/** What the parameters of a page are called as arguments. */
const listArguments: Readonly<Record<string, string>> = { pageSize: "first", cursor: "after" };

/** One request while it runs. Everything that it reads, it reads in one state. */
export class Run {
  readonly #host: GraphqlHost;
  readonly #outer: Omit<OuterCall, "read">;
  /** What was asked for already: the same question is asked once. */
  readonly #asked = new Map<string, Promise<InnerAnswer>>();
  #read: MockReaders | undefined;

  constructor(host: GraphqlHost, outer: Omit<OuterCall, "read">) {
    this.#host = host;
    this.#outer = outer;
  }

  async field(plan: GraphqlField, parent: Args, args: Args, { path }: GraphQLResolveInfo): Promise<unknown> {
    const row = operationTable[plan.operation];
    const call = this.#callOf(row, plan, parent, args);
    // A reference that is empty leads nowhere.
    if (!call) return null;
    if (row.method !== "GET") {
      const { body } = await this.#host.perform(this.#outer, { ...call, headers: { ...call.headers, ...this.#keyAt(String(path.key)) } });
      // What is asked of a mutation's answer is read in the state that the mutation left.
      this.#read = undefined;
      this.#asked.clear();
      return body === undefined ? true : body;
    }
    const answer = await this.#ask(call);
    return row.list ? connectionOf(answer) : (answer.body ?? null);
  }

  #ask(call: InnerCall): Promise<InnerAnswer> {
    const key = JSON.stringify([call.row.id, call.path, call.query, call.headers]);
    let asked = this.#asked.get(key);
    if (!asked) {
      this.#read ??= this.#host.world.read;
      asked = this.#host.perform({ ...this.#outer, read: this.#read }, call);
      this.#asked.set(key, asked);
    }
    return asked;
  }

  #callOf(row: OperationRow, { from = {}, tenantFrom }: GraphqlField, parent: Args, args: Args): InnerCall | undefined {
    const path: Record<string, string> = {};
    for (const [, name = ""] of row.path.matchAll(/\{(\w+)\}/g)) {
      const value = name in from ? parent[from[name]!] : args[name];
      if (value === null || value === undefined) return undefined;
      path[name] = value as string;
    }
    const query: Record<string, unknown> = {};
    for (const [name] of row.query) {
      const given = args[(row.list && listArguments[name]) || name];
      if (given !== undefined && given !== null) query[name] = plain(given);
    }
    const headers: Record<string, string | null> = {};
    const { tenant } = row.permission;
    // The parent decides whose thing is asked for, whatever organization the request was made in.
    if (tenant === "path" && "orgId" in from) headers["plinto-organization"] = null;
    else if (tenantFrom !== undefined) headers["plinto-organization"] = (parent[tenantFrom] as string | null) ?? this.#organization();
    else if (typeof args["orgId"] === "string" && tenant !== "path") headers["plinto-organization"] = this.#agreed(args["orgId"]);
    headers["if-match"] = typeof args["ifMatch"] === "string" ? args["ifMatch"] : null;
    const input = args["input"];
    return { row, path, query, body: input === undefined || input === null ? undefined : plain(input), headers };
  }

  #organization(): string | null {
    return this.#outer.exchange.header("plinto-organization");
  }

  /** As for REST, where path and header may not disagree. */
  #agreed(orgId: string): string {
    const header = this.#organization();
    if (header !== null && header !== orgId) fail("organization_mismatch");
    return orgId;
  }

  /** Each mutation of a document is repeated by itself. */
  #keyAt(name: string): { readonly "idempotency-key": string | null } {
    const key = this.#outer.repetition?.key;
    return { "idempotency-key": key === undefined ? null : toBase64Url(this.#host.world.derive("graphql-field", key, name)) };
  }
}

/** Every field that no operation stands behind lies in its parent. */
export const resolveField: GraphQLFieldResolver<Args, Run> = (parent, args, run, info) => {
  const plan = graphqlFields[`${info.parentType.name}.${info.fieldName}`];
  return plan ? run.field(plan, parent, args as Args, info) : parent[info.fieldName];
};

export const resolveType: GraphQLTypeResolver<Args, Run> = (value, _run, _info, { name }) => {
  const { by, variants } = graphqlUnions[name]!;
  return variants[String(value[by])];
};

/** Inputs come without a prototype, which the rules of operations need not know. @throws ProblemError `validation_failed` for what no body may be */
function plain(value: unknown): unknown {
  checkShape(value);
  return copied(value);
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value))
    Object.defineProperty(copy, name, { value: copied(inner), enumerable: true, configurable: true, writable: true });
  return copy;
}
