import type { Mock } from "@plinto/mock";
import type { OperationId, Operations } from "@plinto/spec";
import { operationOf } from "../doors/description.ts";
import { responseFaults } from "../doors/response-faults.ts";
import { record } from "../evidence/record.ts";
import { requestOf } from "./request.ts";

/** Whose answer it is, and where it is asked. */
export interface AskOptions {
  /** The credential; that of the environment when absent, none when null. */
  readonly as?: string | null;
  /** The header `Plinto-Organization`. */
  readonly organization?: string;
}

/** An answer that fits the description. */
export interface Answered<Id extends OperationId> {
  /** `200`, or the status with the code of the problem. */
  readonly outcome: string;
  readonly body: Operations[Id]["result"];
}

/** Calls operations of one mock. Every answer is judged by the description. */
export class World {
  readonly mock: Mock;

  constructor(mock: Mock) {
    this.mock = mock;
  }

  /** Calls an operation, whatever comes of it. */
  async call<Id extends OperationId>(id: Id, params: Operations[Id]["params"], options: AskOptions = {}): Promise<Answered<Id>> {
    const { mock } = this;
    const operation = operationOf(id);
    const { path, body, contentType } = requestOf(operation, params);
    const credential = options.as === undefined ? mock.keys.secretKey : options.as;
    const headers = {
      "user-agent": "matrix",
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...(options.organization === undefined ? {} : { "plinto-organization": options.organization }),
      ...(contentType === undefined ? {} : { "content-type": contentType }),
    };
    const response = await mock.fetch(mock.baseUrl + path, { method: operation.method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    const asked = { method: operation.method, path: path.split("?")[0]! };
    record(mock, { ...asked, requestHeaders: new Headers(headers), requestBody: body ?? "", response, text });
    const faults = responseFaults(asked, response, text);
    if (faults.length > 0) throw new Error(`The answer does not fit the description:\n${faults.join("\n")}\n${text}`);
    const parsed: unknown = text === "" ? undefined : JSON.parse(text);
    const code = response.status < 400 ? "" : ` ${(parsed as { readonly code: string }).code}`;
    return { outcome: `${response.status}${code}`, body: parsed as Operations[Id]["result"] };
  }

  /** Calls an operation that has to succeed, and gives its result. */
  async ask<Id extends OperationId>(id: Id, params: Operations[Id]["params"], options: AskOptions = {}): Promise<Operations[Id]["result"]> {
    const { outcome, body } = await this.call(id, params, options);
    if (outcome.includes(" ")) throw new Error(`${id} was refused: ${outcome} ${JSON.stringify(body)}`);
    return body;
  }

  /** What an operation is answered: `200`, `404 not_found`. */
  async outcome<Id extends OperationId>(id: Id, params: Operations[Id]["params"], options: AskOptions = {}): Promise<string> {
    return (await this.call(id, params, options)).outcome;
  }

  /** The newest mail of a kind to an address. */
  mail<const Kind extends string>(to: string, kind: Kind): NonNullable<ReturnType<typeof this.mock.mailbox.latest<Kind>>> {
    const mail = this.mock.mailbox.latest({ to, kind });
    if (!mail) throw new Error(`There is no mail of the kind ${kind} to ${to}`);
    return mail;
  }

  /** An independent world in the same state. */
  fork(): World {
    return new World(this.mock.fork());
  }
}
