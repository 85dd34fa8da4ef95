import bundle from "../../../spec/dist/plinto.openapi.json?raw";

/** The parts of the bundled description that the tests read. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post: { readonly requestBody: Body } }>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>>; readonly responses: Readonly<Record<string, Answer>> };
}

interface Answer {
  readonly content?: Readonly<Record<string, object>>;
}

/** An answer of an operation with its address in the bundle. */
export interface DescribedAnswer extends Answer {
  /** JSON pointer to it, or to the component that it refers to. */
  readonly pointer: string;
}

interface Body {
  readonly content: Readonly<Record<string, object>>;
}

/** A parameter, as far as its place is concerned. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
}

/** An operation of the bundle with its address. */
export interface DescribedOperation {
  readonly operationId: string;
  readonly method: string;
  /** `/v1/organizations/{orgId}` */
  readonly path: string;
  /** JSON pointer to the operation in the bundle. */
  readonly pointer: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
  /** Every problem code that it declares. */
  readonly errors: readonly string[];
  /** Every event type that it declares; undefined for what changes nothing. */
  readonly emits: readonly string[] | undefined;
}

type Reference = { readonly $ref: string };
type Operation = Pick<DescribedOperation, "operationId" | "requestBody"> & {
  readonly responses: Readonly<Record<string, Answer | Reference>>;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly "x-plinto-errors": readonly string[];
  readonly "x-plinto-emits"?: readonly string[];
};

export const description: Description = JSON.parse(bundle) as Description;

/** Every operation, in the order of the bundle. */
export const operations: readonly DescribedOperation[] = Object.entries(description.paths).flatMap(([path, item]) => {
  const shared = (item["parameters"] ?? []) as readonly (Parameter | Reference)[];
  return ["get", "post", "put", "patch", "delete"].flatMap((method): DescribedOperation[] => {
    const operation = item[method] as Operation | undefined;
    if (!operation) return [];
    const { operationId, requestBody } = operation;
    const pointer = `/paths/${pointerPart(path)}/${method}`;
    return [
      {
        operationId,
        method: method.toUpperCase(),
        path,
        pointer,
        parameters: [...shared, ...(operation.parameters ?? [])].map((parameter) => ("$ref" in parameter ? resolved(parameter) : parameter)),
        ...(requestBody ? { requestBody } : {}),
        responses: Object.fromEntries(
          Object.entries(operation.responses).map(([status, response]) => [status, answerAt(`${pointer}/responses/${status}`, response)]),
        ),
        errors: operation["x-plinto-errors"],
        emits: operation["x-plinto-emits"],
      },
    ];
  });
});

const byId: ReadonlyMap<string, DescribedOperation> = new Map(operations.map((operation) => [operation.operationId, operation]));

export function operationOf(operationId: string): DescribedOperation {
  const operation = byId.get(operationId);
  if (!operation) throw new Error(`The description has no operation ${operationId}`);
  return operation;
}

/** The operation that a request is about: paths without parameters win over those with. */
export function operationAt(method: string, path: string): DescribedOperation | undefined {
  const parts = path.split("/");
  const fitting = operations.filter((operation) => {
    const wanted = operation.path.split("/");
    return (
      operation.method === method &&
      wanted.length === parts.length &&
      wanted.every((part, index) => (part.startsWith("{") ? parts[index] !== "" : part === parts[index]))
    );
  });
  return fitting.toSorted((a, b) => a.parameters.filter(inPath).length - b.parameters.filter(inPath).length)[0];
}

/** A name as a part of a JSON pointer (RFC 6901). */
export function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function inPath(parameter: Parameter): boolean {
  return parameter.in === "path";
}

function answerAt(pointer: string, response: Answer | Reference): DescribedAnswer {
  if (!("$ref" in response)) return { ...response, pointer };
  return { ...description.components.responses[response.$ref.split("/").at(-1)!]!, pointer: response.$ref.slice(1) };
}

function resolved({ $ref }: Reference): Parameter {
  return description.components.parameters[$ref.split("/").at(-1)!]!;
}
