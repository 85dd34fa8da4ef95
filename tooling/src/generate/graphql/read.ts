import type { Description, OperationModel } from "../../description/model.ts";
import { refName } from "../../description/openapi.ts";
import { readTopicRows } from "../../description/realtime.ts";
import { takesIfMatch } from "../../description/expand/errors.ts";
import { oneLine } from "../type-text.ts";
import { edgesOf } from "./edges.ts";
import { excludedBecause, fieldName } from "./field-names.ts";
import type { GraphqlMember, GraphqlModel, GraphqlRun } from "./model.ts";
import { capital, TypeBook } from "./type-book.ts";

/** Makes the GraphQL schema of a description. @throws when two things would have one name */
export function readGraphql(description: Description): GraphqlModel {
  const book = new TypeBook(description.schemas);
  const operations = description.operations.filter((operation) => excludedBecause(operation) === undefined);
  const roots = { query: new Map<string, GraphqlMember>(), mutation: new Map<string, GraphqlMember>() };
  for (const operation of operations) {
    const root = operation.method === "GET" ? "query" : "mutation";
    const name = fieldName(operation);
    const alias = operation.operation["x-plinto-graphql"]?.alias;
    for (const one of [name, ...(alias === undefined ? [] : [alias])]) {
      const taken = roots[root].get(one)?.runs?.operation.id;
      if (taken !== undefined) throw new Error(`${taken} and ${operation.id} would both be the GraphQL ${root} ${one}: name one by x-plinto-graphql`);
      roots[root].set(one, fieldOf(book, one, { operation, from: {} }));
    }
  }
  // By name of the shape: an edge can lead to a shape that nothing led to before.
  const done = new Set<string>();
  for (let found = true; found;) {
    found = false;
    for (const component of Object.keys(description.schemas)) {
      const name = book.nameOf(component);
      if (done.has(component) || book.get(name)?.kind !== "object") continue;
      done.add(component);
      const edges = edgesOf(description, operations, component);
      if (edges.length === 0) continue;
      book.extend(
        name,
        edges.map(({ name: field, ...run }) => fieldOf(book, field, run)),
      );
      found = true;
    }
  }
  const subscription = Object.entries(readTopicRows()).flatMap(([topic, { graphql }]) => {
    if (!graphql || !description.schemas[graphql.component]) return [];
    const { field, result, component, types, filter } = graphql;
    const { argument, member } = filter;
    return {
      name: field,
      type: book.output({ $ref: `#/components/schemas/${component}` }, component),
      description: oneLine(graphql.description),
      args: [
        { name: "orgId", type: "ID!", description: "The organization." },
        { name: argument, type: filter.type, description: filter.description },
      ],
      hears: { topic, result, ...(types && { types }), filter: { argument, member } },
    };
  });
  return { types: book.types, query: [...roots.query.values()], mutation: [...roots.mutation.values()], subscription };
}

function fieldOf(book: TypeBook, name: string, run: GraphqlRun): GraphqlMember {
  const { operation } = run;
  return {
    name,
    type: answerType(book, operation),
    description: `${oneLine(operation.description)} Runs \`${operation.id}\`.`,
    args: argumentsOf(book, run),
    runs: run,
  };
}

/** Everything that runs an operation may be null: what is refused leaves the rest of the answer alone. */
function answerType(book: TypeBook, { id, item, success }: OperationModel): string {
  if (item) return connectionOf(book, item.$ref ? refName(item.$ref) : "", book.output(item, capital(id)));
  return success.schema === undefined || success.status === 204 ? "Boolean" : book.output(success.schema, capital(id), false);
}

function connectionOf(book: TypeBook, component: string, node: string): string {
  const name = node.replaceAll(/[![\]]/g, "");
  if (component === "" && !/^[A-Z]/.test(name)) throw new Error(`A list of ${node} has no name for its connection`);
  const edge = book.add(
    {
      kind: "object",
      name: `${name}Edge`,
      description: `A ${name} in a list.`,
      members: [
        { name: "cursor", type: "String!", description: "The place of the item, for `after`." },
        { name: "node", type: node, description: "The item." },
      ],
    },
    `${name}Edge`,
  );
  book.add(
    {
      kind: "object",
      name: "PageInfo",
      description: "Where a page stands in its list.",
      members: [
        { name: "hasNextPage", type: "Boolean!", description: "Whether more follow." },
        { name: "hasPreviousPage", type: "Boolean!", description: "Whether something lies before." },
        { name: "startCursor", type: "String", description: "The place of the first item; null in an empty page." },
        { name: "endCursor", type: "String", description: "The place of the last item, for `after`; null in an empty page." },
      ],
    },
    "PageInfo",
  );
  return book.add(
    {
      kind: "object",
      name: `${name}Connection`,
      description: `A page of a list of ${name}.`,
      members: [
        { name: "edges", type: `[${edge}!]!`, description: "The items with their places." },
        { name: "nodes", type: `[${node}]!`, description: "The items." },
        { name: "pageInfo", type: "PageInfo!", description: "Where the page stands." },
      ],
    },
    `${name}Connection`,
  );
}

function argumentsOf(book: TypeBook, { operation, from, tenantFrom }: GraphqlRun): GraphqlMember[] {
  const args: GraphqlMember[] = [];
  const add = (member: GraphqlMember): void => {
    if (args.some(({ name }) => name === member.name)) throw new Error(`${operation.id} would have two GraphQL arguments ${member.name}`);
    args.push(member);
  };
  const { tenant } = operation.permission;
  for (const { name, schema, description } of operation.pathParameters)
    if (!(name in from)) add({ name, type: book.input(schema, capital(operation.id) + capital(name), true, name), description: oneLine(description ?? name) });
  if ((tenant === "context" || tenant === "optional") && tenantFrom === undefined)
    add({ name: "orgId", type: "ID", description: "The organization of the call. That of the request when absent." });
  for (const { name, schema, required, description } of operation.queryParameters) {
    if (operation.item && name === "pageSize")
      add({ name: "first", type: "Int", description: `${oneLine(description ?? name)} At most ${book.resolve(schema).maximum}.` });
    else if (operation.item && name === "cursor")
      add({ name: "after", type: "String", description: "Only what follows this place: a `cursor`, or `endCursor`." });
    else add({ name, type: book.input(schema, capital(operation.id) + capital(name), required === true, name), description: oneLine(description ?? name) });
  }
  const { body } = operation;
  if (body)
    add({
      name: "input",
      type: book.input(body.schema, capital(operation.id), body.required),
      description: oneLine(book.resolve(body.schema).description ?? "The body."),
    });
  if (takesIfMatch(operation.method.toLowerCase(), operation.path))
    add({ name: "ifMatch", type: "String", description: 'Only if it still has this version, as an entity tag: `"3"`. Else `precondition_failed`.' });
  return args;
}
