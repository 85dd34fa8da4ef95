import type { Mock } from "@plinto/mock";
import { record } from "../evidence/record.ts";
import { responseFaults } from "./response-faults.ts";

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A `fetch` whose answers are judged, and what came of it. */
export interface Watched {
  readonly fetch: Fetch;
  /**
   * Fails when an answer did not fit the description. A client could take a failing `fetch` for the network and try
   * again, so the verdict waits until the door is closed.
   */
  verdict(): void;
}

/** Hands on what a transport answers and judges it by the description. What a fault struck proves nothing and is left out. */
export function watchedFetch(mock: Pick<Mock, "requests" | "evidence">, baseUrl: string, fetch: Fetch): Watched {
  const faults: string[] = [];
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      const [url, asked] = input instanceof Request ? [input.url, input.method] : [input instanceof URL ? input.href : input, undefined];
      const method = (init?.method ?? asked ?? "GET").toUpperCase();
      const path = pathBelow(baseUrl, url);
      // A redirect that a page must not read tells nothing (Fetch standard, opaque-redirect filtered response).
      if (path === undefined || response.type === "opaqueredirect") return response;
      const copy = response.clone();
      const id = response.headers.get("plinto-request-id");
      if (mock.requests.some((entry) => entry.id === id && entry.faulted)) return response;
      // Whoever aborts while the body comes gets the error from the response itself.
      const text = await copy.text().catch(() => undefined);
      if (text === undefined) return response;
      faults.push(...responseFaults({ method, path }, response, text));
      const body = init?.body ?? (input instanceof Request ? undefined : "");
      const requestHeaders = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}));
      record(mock, { method, path, requestHeaders, requestBody: typeof body === "string" ? body : undefined, response, text });
      return response;
    },
    verdict() {
      if (faults.length > 0) throw new Error(`Answers do not fit the description:\n${[...new Set(faults)].join("\n")}`);
    },
  };
}

/** The path in its world; undefined for what is no part of the API. */
function pathBelow(baseUrl: string, url: string): string | undefined {
  const path = new URL(url).pathname.slice(new URL(baseUrl).pathname.replace(/\/$/, "").length).replace(/^\/w\/[^/]+/, "");
  return path.startsWith("/v1/") || path.startsWith("/.well-known/") ? path : undefined;
}
