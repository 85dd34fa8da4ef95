/** The header by which an answer of the mock is told from one of the network. */
export const mockMark = "plinto-mock";

/** Where `fetch` is taken from and put: the page's `window`. */
export interface FetchHolder {
  fetch: typeof fetch;
}

export interface FetchGateOptions {
  /** Where the mock stands. */
  readonly baseUrl: string;
  /** What relative URLs are relative to. */
  readonly pageUrl: () => string;
  /** Resolves when requests reach the mock; rejects when they would reach the network. */
  readonly open: () => Promise<void>;
  /** Told when a request reached the network all the same. */
  readonly leaked: () => void;
}

/**
 * Holds every `fetch` to the mock until the way there is open, and takes an answer that came from the network for a
 * failed connection: a client tries again then, and no page works with two backends at once. Other requests pass.
 *
 * @returns a function that takes the gate away
 */
export function gateFetch(holder: FetchHolder, options: FetchGateOptions): () => void {
  const { baseUrl, pageUrl, open, leaked } = options;
  const direct = holder.fetch;
  let isOpen = false;
  const isBelow = (url: string): boolean => url === baseUrl || url.startsWith(`${baseUrl}/`) || url.startsWith(`${baseUrl}?`);
  const isForMock = (input: string | URL | Request): boolean => {
    const url = input instanceof Request ? input.url : String(input);
    return URL.canParse(url, pageUrl()) && isBelow(new URL(url, pageUrl()).href);
  };
  const held = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    try {
      await open();
    } catch (error) {
      throw new TypeError("Failed to fetch: the mock's service worker cannot be reached", { cause: error });
    }
    const response = await direct.call(holder, input, init);
    // What a redirect leads to elsewhere is not the mock's.
    if (response.headers.has(mockMark) || response.type === "opaqueredirect" || !isBelow(response.url)) return response;
    leaked();
    throw new TypeError("Failed to fetch: the mock's service worker was stopped meanwhile");
  };
  const gated: typeof fetch = (input, init) => (isOpen || !isForMock(input) ? direct.call(holder, input, init) : held(input, init));
  holder.fetch = gated;
  return () => {
    isOpen = true;
    // Whoever has wrapped it meanwhile keeps a gate that stands open.
    if (holder.fetch === gated) holder.fetch = direct;
  };
}
