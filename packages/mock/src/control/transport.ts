import { systemFetch } from "../kernel/system.ts";
import { MockError } from "../mock-error.ts";

/** Options of {@link ControlTransport}. */
export interface ControlOptions {
  /** Where the mock is served, such as `http://127.0.0.1:4010`; `…/w/<id>` for another world. */
  readonly url: string;
  /** The network. The global `fetch` when absent. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Sends the requests of the generated control client. */
export class ControlTransport {
  readonly #url: string;
  readonly #fetch: typeof globalThis.fetch;

  constructor(options: ControlOptions) {
    this.#url = options.url.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? systemFetch;
  }

  /** @throws MockError with the code of the problem, or `control_unreachable` */
  protected async send(
    method: string,
    path: string,
    input: { body?: unknown; query?: Readonly<Record<string, string | number | undefined>> } = {},
  ): Promise<unknown> {
    const url = new URL(this.#url + path);
    for (const [name, value] of Object.entries(input.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    let response: Response;
    try {
      response = await this.#fetch(url, {
        method,
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body), headers: { "content-type": "application/json" } }),
      });
    } catch (error) {
      throw new MockError("control_unreachable", `No mock answers at ${this.#url}. Start one with plinto dev.`, { cause: error });
    }
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : JSON.parse(text);
    const problem = parse(text);
    throw new MockError(problem.code ?? "unexpected_response", problem.detail ?? `The control plane answered ${response.status}.`);
  }
}

function parse(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}
