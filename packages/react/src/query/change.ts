/** Changes of the facade as options of a mutation. */

import { type Client, type OperationLine, call } from "@plinto/core";
import { lineAt, tree } from "@plinto/core/queries";
import type { MutationFunctionContext, QueryClient } from "@tanstack/react-query";
import type { Changes } from "../generated/changes.ts";
import { anticipate, settle, targetOf } from "./anticipate.ts";

/** Options of {@link mutationOptions}. */
export interface ChangeSettings {
  /**
   * Whether what the change does is shown before the server has answered, and taken back when it refuses: a PATCH is merged
   * into what is held of the thing, a DELETE takes it out of the lists. False when absent.
   */
  readonly optimistic?: boolean;
}

/** What `useMutation` needs for a change. */
export interface ChangeOptions<Parameters, Result> {
  readonly mutationKey: readonly [operationId: string];
  readonly mutationFn: (parameters: Parameters, context: MutationFunctionContext) => Promise<Result>;
  /** The client repeats by itself, with the same idempotency key. */
  readonly retry: false;
  /** Parameters may be passwords: they are not kept when nobody shows them any more. */
  readonly gcTime: 0;
}

/**
 * A change for `useMutation`. What it makes stale is read again, as for every call of the client.
 *
 * @example
 * const rename = useMutation(mutationOptions(plinto, "organizations.update", { optimistic: true }));
 * rename.mutate({ orgId, name: "Acme Labs" });
 */
export function mutationOptions<Name extends keyof Changes>(
  client: Client,
  name: Name,
  settings: ChangeSettings = {},
): ChangeOptions<Changes[Name]["parameters"], Changes[Name]["result"]> {
  return changeOptions(client, name, settings) as ChangeOptions<Changes[Name]["parameters"], Changes[Name]["result"]>;
}

/** The same without types. */
export function changeOptions(client: Client, name: string, { optimistic = false }: ChangeSettings): ChangeOptions<object | void, unknown> {
  const line: OperationLine = lineAt(tree, name);
  return {
    mutationKey: [line.split(" ", 1)[0]!],
    retry: false,
    gcTime: 0,
    async mutationFn(parameters, context) {
      const cache: QueryClient = context.client;
      const target = targetOf(client, name, parameters ?? {});
      const ahead = optimistic ? await anticipate(cache, target) : undefined;
      try {
        const data = await call<unknown, Error>(client, line, parameters ?? {});
        ahead?.keep();
        settle(cache, target, data);
        return data;
      } catch (error) {
        ahead?.undo();
        throw error;
      }
    },
  };
}
