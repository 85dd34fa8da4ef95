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

  /** @throws MockError `option_invalid` when `url` is no address of a server */
  constructor(options: ControlOptions) {
    this.#url = checkedUrl(options.url);
    this.#fetch = options.fetch ?? systemFetch;
  }

  /** @throws MockError with the code of the problem, `control_unreachable`, or `unexpected_response` */
  protected async send(
    method: string,
    path: string,
    input: { body?: unknown; query?: Readonly<Record<string, string | number | undefined>> } = {},
  ): Promise<unknown> {
    const url = new URL(this.#url + path);
    for (const [name, value] of Object.entries(input.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(url, {
        method,
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body), headers: { "content-type": "application/json" } }),
      });
      text = await response.text();
    } catch (error) {
      throw new MockError("control_unreachable", `No mock answers at ${this.#url}. Start one with plinto dev.`, { cause: error });
    }
    const body = text === "" ? undefined : this.#parse(response.status, text);
    if (response.ok) return body;
    const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
    if (typeof code !== "string" || typeof detail !== "string") throw this.#unexpected(response.status);
    throw new MockError(code, detail);
  }

  #parse(status: number, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#unexpected(status);
    }
  }

  #unexpected(status: number): MockError {
    return new MockError("unexpected_response", `What answers at ${this.#url} (with status ${status}) is no control plane of a mock. Check the URL.`);
  }
}

function checkedUrl(url: unknown): string {
  const parsed = typeof url === "string" && /^https?:\/\//.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || parsed.username !== "" || parsed.password !== "" || parsed.search !== "" || parsed.hash !== "")
    throw new MockError(
      "option_invalid",
      "The option url must be the absolute http or https URL of a served mock, such as http://127.0.0.1:4010, without user, query and fragment.",
    );
  return parsed.href.replace(/\/+$/, "");
}
