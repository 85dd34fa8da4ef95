import { expect, test } from "vitest";
import { gateFetch, type FetchGateOptions, type FetchHolder } from "../../src/doors/fetch-gate.ts";

interface Gated {
  readonly page: FetchHolder;
  readonly asked: string[];
  readonly leaks: number[];
  readonly ungate: () => void;
}

/** A page whose network gives this response to everything. */
function gated(respond: () => Response, options: Partial<FetchGateOptions> = {}): Gated {
  const asked: string[] = [];
  const leaks: number[] = [];
  const page: FetchHolder = {
    fetch: async (input) => {
      asked.push(input instanceof Request ? input.url : String(input));
      const response = respond();
      Object.defineProperty(response, "url", { value: asked.at(-1) });
      return response;
    },
  };
  const ungate = gateFetch(page, {
    baseUrl: "https://api.plinto.test",
    pageUrl: () => "https://shop.test/cart/",
    open: async () => {},
    leaked: () => void leaks.push(leaks.length),
    ...options,
  });
  return { page, asked, leaks, ungate };
}

const fromMock = (): Response => new Response("{}", { headers: { "plinto-mock": "live" } });
const fromNetwork = (): Response => new Response("{}");

test.for([
  "https://api.plinto.test",
  "https://api.plinto.test/v1/users",
  "https://api.plinto.test?x=1",
  new URL("https://api.plinto.test/v1/users"),
  new Request("https://api.plinto.test/v1/users"),
])("a request to the mock waits until the way is open: %s", async (input) => {
  const way = Promise.withResolvers<void>();
  const { page, asked } = gated(fromMock, { open: () => way.promise });
  const answer = page.fetch(input as string);
  expect(asked).toEqual([]);
  way.resolve();
  expect((await answer).status).toBe(200);
  expect(asked).toHaveLength(1);
});

test.for(["https://api.plinto.test.evil.test/", "https://api.plinto.tests/v1", "http://api.plinto.test/v1", "/v1/users", "cart.json"])(
  "a request to somewhere else goes at once, and its answer is let be: %s",
  async (input) => {
    const { page, asked, leaks } = gated(fromNetwork, { open: () => Promise.reject(new Error("asked")) });
    const answer = page.fetch(input);
    expect(asked).toEqual([input]);
    expect((await answer).status).toBe(200);
    expect(leaks).toEqual([]);
  },
);

test("a relative URL is the mock's when the mock stands below the page's own origin", async () => {
  const { page } = gated(fromMock, { baseUrl: "https://shop.test/cart/api", open: () => Promise.reject(new Error("closed")) });
  await expect(page.fetch("api/v1/health")).rejects.toThrow("the mock's service worker cannot be reached");
});

test("where the way cannot be opened, the request fails as one without a connection does, and goes nowhere", async () => {
  const cause = new Error("gone");
  const { page, asked } = gated(fromMock, { open: () => Promise.reject(cause) });
  const failure = page.fetch("https://api.plinto.test/v1/users");
  await expect(failure).rejects.toThrow(TypeError);
  await expect(failure).rejects.toMatchObject({ message: "Failed to fetch: the mock's service worker cannot be reached", cause });
  expect(asked).toEqual([]);
});

test("an answer of the network is dropped and told", async () => {
  const { page, leaks } = gated(fromNetwork);
  const failure = page.fetch("https://api.plinto.test/v1/users");
  await expect(failure).rejects.toThrow(TypeError);
  await expect(failure).rejects.toThrow("Failed to fetch: the mock's service worker was stopped meanwhile");
  expect(leaks).toEqual([0]);
});

test("what a redirect of the mock leads to elsewhere is let be", async () => {
  const elsewhere = (): Response => Object.defineProperty(new Response("the application"), "url", { value: "https://shop.test/callback" });
  const leaks: string[] = [];
  const page: FetchHolder = { fetch: async () => elsewhere() };
  gateFetch(page, { baseUrl: "https://api.plinto.test", pageUrl: () => "https://shop.test/", open: async () => {}, leaked: () => void leaks.push("leaked") });
  expect(await (await page.fetch("https://api.plinto.test/v1/oauth/authorize")).text()).toBe("the application");
  expect(leaks).toEqual([]);
});

test("taking the gate away gives the page its own fetch back", async () => {
  const own: typeof fetch = async () => fromNetwork();
  const page: FetchHolder = { fetch: own };
  gateFetch(page, { baseUrl: "https://api.plinto.test", pageUrl: () => "https://shop.test/", open: async () => {}, leaked: () => {} })();
  expect(page.fetch).toBe(own);
});

test("whoever wrapped the gated fetch keeps theirs, and the gate in it stands open", async () => {
  const { page, leaks, ungate } = gated(fromNetwork, { open: () => Promise.reject(new Error("closed")) });
  const inner = page.fetch;
  const wrapped: typeof fetch = (input, init) => inner(input, init);
  page.fetch = wrapped;
  ungate();
  expect(page.fetch).toBe(wrapped);
  expect((await page.fetch("https://api.plinto.test/v1/users")).status).toBe(200);
  expect(leaks).toEqual([]);
});
