import type { DescribedOperation } from "../doors/description.ts";

/** Turns the flat parameters of an operation into what goes over the wire. */
export function requestOf(operation: DescribedOperation, params: object): { path: string; body?: string; contentType?: string } {
  const rest = new Map<string, unknown>(Object.entries(params));
  const take = (name: string): unknown => {
    const value = rest.get(name);
    rest.delete(name);
    return value;
  };
  let path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(take(name))));
  const query = new URLSearchParams();
  for (const { name } of operation.parameters.filter((parameter) => parameter.in === "query")) {
    if (rest.has(name)) query.set(name, String(take(name)));
  }
  if (query.size > 0) path += `?${query.toString()}`;
  const contentType = operation.requestBody && Object.keys(operation.requestBody.content)[0];
  return contentType === undefined ? { path } : { path, contentType, body: JSON.stringify(Object.fromEntries(rest)) };
}
