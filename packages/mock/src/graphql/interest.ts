import { getArgumentValues, getVariableValues, Kind } from "graphql";
import type { SubscribePayload } from "graphql-ws";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import { graphqlSubscriptions } from "../generated/graphql.ts";
import { topics } from "../generated/realtime.ts";
import { fail } from "../pipeline/problem.ts";
import type { ReadDocument } from "./document.ts";
import { DocumentFault } from "./errors.ts";
import { schema } from "./schema.ts";
import type { Interest } from "./socket-events.ts";

/** What the one field of a subscription asks for. @throws ProblemError, DocumentFault */
export function interestOf({ operation }: ReadDocument, variables: Readonly<Record<string, unknown>>): Interest {
  const node = operation.selectionSet.selections[0];
  if (node?.kind !== Kind.FIELD) fail("validation_failed", { detail: "Select the field of the subscription itself, not by a fragment." });
  const field = node.name.value;
  const row = graphqlSubscriptions[field];
  if (!row) fail("validation_failed", { detail: "This cannot be listened to." });
  const { variableValues, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors) throw new DocumentFault(errors);
  const args = getArgumentValues(schema.getSubscriptionType()!.getFields()[field]!, node, variableValues);
  const { topic, result, types = topics[topic].types, filter } = row;
  const chosen: unknown = args[filter.argument];
  const wanted: readonly unknown[] | undefined = chosen === undefined || chosen === null ? undefined : [chosen].flat();
  const resultOf = (event: EventEnvelope): object => (result === "event" ? event : event.data);
  return {
    topic,
    orgId: args["orgId"] as string,
    types,
    wants: (event) => wanted === undefined || wanted.includes((resultOf(event) as Readonly<Record<string, unknown>>)[filter.member]),
    resultOf,
  };
}

/** Where the client wants to go on: the `cursor` of the last result that it has. */
export function cursorOf({ extensions }: SubscribePayload): string | undefined {
  const after = extensions?.["after"];
  return typeof after === "string" ? after : undefined;
}
