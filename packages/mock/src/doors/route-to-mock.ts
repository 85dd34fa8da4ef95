import type { BrowserContext, Page, Route } from "@playwright/test";
import { answer } from "./answer.ts";
import type { Mock } from "../mock.ts";
import { MockError } from "../mock-error.ts";

/** Whose requests are routed: those of a page, or of all pages of a browser context. */
export type Routed = BrowserContext | Page;

/** Which requests of a page are calls of the API. */
export interface ApiBase {
  /** Where the application believes the API to be, without a slash at the end. */
  readonly url: string;
  /** Below here the worlds have addresses of their own already. */
  readonly worlds: string;
}

/** @throws MockError `option_invalid` */
export function apiBase(apiUrl: string | undefined, serverUrl: string): ApiBase {
  const url = apiUrl ?? serverUrl;
  if (typeof url !== "string" || !/^https?:\/\/[^/?#]+(\/[^?#]*)?$/.test(url) || !URL.canParse(url))
    throw new MockError("option_invalid", "The option mockApiUrl must be an absolute http or https URL without query and fragment.");
  // As a browser writes it: host in lower case, no port that goes without saying.
  return { url: new URL(url).href.replace(/\/+$/, ""), worlds: `${serverUrl}/w/` };
}

/** Answers the API calls of these pages from a mock of this process; everything else goes its way. */
export async function routeToMock(target: Routed, { url: api, worlds }: ApiBase, mock: Mock): Promise<void> {
  const isCall = ({ href }: URL): boolean => (href === api || href.startsWith(`${api}/`) || href.startsWith(`${api}?`)) && !href.startsWith(worlds);
  await target.route(isCall, async (route) => {
    const rest = route.request().url().slice(api.length);
    const response = await answer(mock, await requestOf(route, mock.baseUrl + rest));
    if (response.type === "error") await route.abort("connectionreset");
    else await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() });
  });
}

async function requestOf(route: Route, url: string): Promise<Request> {
  const request = route.request();
  // What HTTP/2 adds (`:authority`) is no header elsewhere.
  const headers = Object.entries(await request.allHeaders()).filter(([name]) => !name.startsWith(":"));
  const body = request.postDataBuffer();
  return new Request(url, { method: request.method(), headers, ...(body === null ? {} : { body: new Uint8Array(body) }) });
}
