/** Shows a change before the server has answered, and what it answered before the next read: only in what is held already. */

import type { Client, OperationLine, Page } from "@plinto/core";
import { type QueryKey, lineAt, personScope, queryScope, tree } from "@plinto/core/queries";
import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";
import { layersOf } from "./layers.ts";

/** A change, what it is made with, and who makes it: her answer is nobody else's, whoever is signed in when it comes. */
export interface Target {
  readonly client: Client;
  /** Its name in the facade. */
  readonly name: string;
  readonly line: OperationLine;
  readonly parameters: object;
  /** The beginning of her keys. */
  readonly person: string;
  /** The scope of her keys in the organization of the change. */
  readonly scope: string;
}

/** Describes a change, when it begins. */
export function targetOf(client: Client, name: string, parameters: object): Target {
  const { orgId } = parameters as { orgId?: string };
  return {
    client,
    name,
    line: lineAt(tree, name),
    parameters,
    person: personScope(client),
    scope: queryScope(orgId === undefined ? client : { ...client, organizationId: orgId }),
  };
}

type Fields = Readonly<Record<string, unknown>>;
type Held = Page<Fields> | InfiniteData<Page<Fields>> | Fields;
/** What becomes of a thing: its successor, or nothing when it goes. */
type Effect = (item: Fields) => Fields | undefined;

/** What was shown ahead. One of the two is called when the answer is there. */
export interface Anticipation {
  /** The server has done it. */
  readonly keep: () => void;
  /** It has not: what was held without it is shown again, with what later changes show, and is read again. */
  readonly undo: () => void;
}

/** Shows the effect of a PATCH or DELETE. */
export async function anticipate(cache: QueryClient, target: Target): Promise<Anticipation> {
  const effect = effectOf(target);
  const touched = effect ? find(cache, target) : [];
  await Promise.all(touched.map(({ query: { queryKey } }) => cache.cancelQueries({ queryKey, exact: true })));
  const shown = touched.flatMap(({ query, change }) => {
    const layers = layersOf(cache, query);
    const layer = (held: unknown): unknown => change(held as Held, effect!);
    return layers.show(layer) ? [{ layers, layer, queryKey: query.queryKey }] : [];
  });
  return {
    keep: () => shown.forEach(({ layers, layer }) => layers.keep(layer)),
    undo: () =>
      shown.forEach(({ layers, layer, queryKey }) => {
        layers.drop(layer);
        void cache.invalidateQueries({ queryKey, exact: true });
      }),
  };
}

function effectOf({ line, parameters }: Target): Effect | undefined {
  const [, method = "", template = ""] = line.split(" ");
  if (method === "DELETE") return () => undefined;
  const body = Object.fromEntries(Object.entries(parameters).filter(([name, value]) => value !== undefined && !template.includes(`{${name}}`)));
  return method === "PATCH" ? merging(body) : undefined;
}

/** What a read does not show, such as warnings about a change or a secret, is not written into it. */
function merging(members: object): Effect {
  return (item) => ({ ...item, ...Object.fromEntries(Object.entries(members).filter(([name]) => name in item)) });
}

/** Puts the answer of a change of a thing in the place of the thing: a PATCH or PUT of a path answers what a GET of it does. */
export function settle(cache: QueryClient, target: Target, answer: unknown): void {
  if (!/ (PATCH|PUT) /.test(target.line) || typeof answer !== "object" || answer === null) return;
  const effect = merging(answer);
  for (const { query, change } of find(cache, target)) layersOf(cache, query).write((held) => change(held as Held, effect));
}

interface Found {
  readonly query: Query;
  /** The effect on what the query holds. */
  readonly change: (held: Held, effect: Effect) => Held;
}

/** Where the thing is held. */
function find(cache: QueryClient, { client, name, line, parameters, person, scope: own }: Target): Found[] {
  const { item, lists, values, id } = addressOf(name, line, client, parameters);
  const touched = cache.getQueryCache().findAll({
    predicate: ({ queryKey, state }) => {
      const [scope, resource, method, , params] = queryKey as unknown as QueryKey;
      if (!state.data || typeof scope !== "string" || !scope.startsWith(person)) return false;
      const place = `${resource}.${method}`;
      if (place !== item && !lists.includes(place)) return false;
      // A list has no value for the thing's own parameter; a client of an organization leaves that of it out.
      return Object.entries(values).every(([parameter, value]) => {
        const asked = (params as Fields)[parameter];
        if (asked !== undefined) return asked === value;
        return (place !== item && parameter === id) || (parameter === "orgId" && scope === own);
      });
    },
  });
  return touched.map((query) => {
    const [, resource, method] = query.queryKey as unknown as QueryKey;
    const isItem = `${resource}.${method}` === item;
    return { query, change: (held, effect) => (isItem ? (effect(held as Fields) ?? held) : inList(held, id, values, effect)) };
  });
}

/** Where the thing is read: by the facade's neighbours of the change, alone under the same path, and in lists under the path above. */
function addressOf(name: string, line: OperationLine, client: Client, parameters: object): { item: string; lists: string[]; values: Fields; id: string } {
  const [, , template = ""] = line.split(" ");
  const resource = name.slice(0, name.lastIndexOf("."));
  const above = /^(.*)\/\{\w+\}$/.exec(template)?.[1];
  let item = "";
  const lists: string[] = [];
  let node: object = tree;
  for (const part of resource.split(".")) node = (node as Record<string, object>)[part]!;
  for (const [method, entry] of Object.entries(node)) {
    if (typeof entry !== "string") continue;
    const [, verb, path] = lineAt(tree, `${resource}.${method}`).split(" ");
    if (verb !== "GET") continue;
    if (path === template) item = `${resource}.${method}`;
    if (path === above) lists.push(`${resource}.${method}`);
  }
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter!);
  const given: Fields = { ...(client.organizationId && { orgId: client.organizationId }), ...parameters };
  return { item, lists, values: Object.fromEntries(names.map((parameter) => [parameter, given[parameter]])), id: names.at(-1) ?? "" };
}

function inList(held: Held, id: string, values: Fields, effect: Effect): Held {
  const change = (page: Page<Fields>): Page<Fields> => {
    let touched = false;
    const data = page.data.flatMap((entry) => {
      if ((entry[id] ?? entry["id"]) !== values[id]) return [entry];
      touched = true;
      const next = effect(entry);
      return next ? [next] : [];
    });
    return touched ? { ...page, data } : page;
  };
  if (!("pages" in held)) return change(held as Page<Fields>);
  const pages = (held as InfiniteData<Page<Fields>>).pages.map(change);
  return pages.some((page, index) => page !== (held as InfiniteData<Page<Fields>>).pages[index]) ? { ...held, pages } : held;
}
