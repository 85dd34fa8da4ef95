/** A server of a few lines: a test says how it answers, and reads afterwards what it was asked. */

import type { Fetch } from "../../src/ports.ts";

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly json: any;
  readonly signal: AbortSignal | null;
  readonly init: RequestInit;
}

export type Answerer = (request: SeenRequest) => Response | Promise<Response>;

export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  readonly #routes = new Map<string, Answerer[]>();

  /** Answers `"POST /v1/auth/refresh"` with these in turn; the last one stays. */
  on(route: string, ...answers: Answerer[]): this {
    this.#routes.set(route, answers);
    return this;
  }

  /** What was asked of a route. */
  asked(route: string): SeenRequest[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route);
  }

  readonly fetch: Fetch = async (url, init) => {
    const { origin, pathname, searchParams } = new URL(url, "https://page.test");
    const body = typeof init.body === "string" ? init.body : undefined;
    const request: SeenRequest = {
      method: init.method ?? "GET",
      url,
      path: origin === "https://api.test" ? pathname : origin + pathname,
      query: searchParams,
      headers: new Headers(init.headers),
      body,
      json: body && (init.headers as Headers).get("content-type")?.includes("json") ? JSON.parse(body) : undefined,
      signal: init.signal ?? null,
      init,
    };
    this.seen.push(request);
    const answers = this.#routes.get(`${request.method} ${request.path}`);
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
    return answer ? answer(request) : problem(404, "not_found");
  };
}

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json", ...headers } });

export const problem = (status: number, code: string, more: object = {}, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ type: `https://docs.test/errors/${code}`, title: `Title of ${code}`, status, code, ...more }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });

export const empty = (status = 204): Response => new Response(null, { status });

/** Never answers, and does not notice that it is aborted either. */
export const silence: Answerer = () => new Promise(() => {});

/** The network is gone. */
export const offline: Answerer = () => {
  throw new TypeError("fetch failed");
};

/** Answers with headers and a body that never ends. */
export const endlessBody: Answerer = () =>
  new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{")) }), {
    headers: { "content-type": "application/json" },
  });

/** An answer that the test gives later. */
export function later(): { answer: Answerer; give: (response: Response) => void; fail: (error: unknown) => void } {
  let give: (response: Response) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const promise = new Promise<Response>((resolve, reject) => {
    give = resolve;
    fail = reject;
  });
  return { answer: () => promise, give, fail };
}
