import { operationsOf, type Document } from "../description/openapi.ts";

/** What oasdiff rates too lightly: operations that a release had and this description has not, or has at another address. */
export function operationChanges(released: Document, current: Document): string[] {
  const now = new Map(
    [...operationsOf(current)].map(({ path, method, operation }) => [operation.operationId, { address: `${method.toUpperCase()} ${path}`, operation }]),
  );
  const problems: string[] = [];
  for (const { path, method, operation } of operationsOf(released)) {
    const id = operation.operationId;
    const successor = now.get(id);
    const address = `${method.toUpperCase()} ${path}`;
    if (!successor) {
      problems.push(`${id} is gone: every client that calls it breaks`);
      continue;
    }
    if (successor.address !== address) problems.push(`${id} moved from ${address} to ${successor.address}`);
    const before = operation["x-plinto-sdk"];
    const after = successor.operation["x-plinto-sdk"];
    if (before && `${before.resource}.${before.method}` !== `${after?.resource}.${after?.method}`)
      problems.push(`${id} was ${before.resource}.${before.method} in the SDK and is ${after?.resource}.${after?.method}`);
  }
  for (const type of Object.keys(released.webhooks ?? {})) if (!current.webhooks?.[type]) problems.push(`the event ${type} is gone`);
  return problems;
}
