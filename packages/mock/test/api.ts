import type { Mock } from "../src/index.ts";

/** An answer of the API, read. */
export interface Answer {
  readonly status: number;
  // What an answer holds is what the tests are about.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

/** How a call is made besides its path and body. */
export interface CallOptions {
  /** The credential: an access token or a key. None when absent. */
  readonly as?: string;
  /** The header `Plinto-Organization`. */
  readonly organization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls of one caller. */
export interface Api {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  put(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  delete(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** The API of a mock, as one caller sees it, through `mock.fetch` and nothing else. */
export function api(mock: Mock, options: CallOptions = {}): Api {
  const call = async (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const response = await mock.fetch(mock.baseUrl + path, {
      method,
      headers: {
        ...(options.as === undefined ? {} : { authorization: `Bearer ${options.as}` }),
        ...(options.organization === undefined ? {} : { "plinto-organization": options.organization }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown), headers: response.headers };
  };
  return {
    get: (path, headers) => call("GET", path, undefined, headers),
    post: (path, body, headers) => call("POST", path, body, headers),
    put: (path, body, headers) => call("PUT", path, body, headers),
    patch: (path, body, headers) => call("PATCH", path, body, headers),
    delete: (path, headers) => call("DELETE", path, undefined, headers),
  };
}

/** A person of the seed, signed in by password; `organization` is the id of the organization to stand in. */
export async function signedIn(mock: Mock, person: string, options: { readonly organization?: string } = {}): Promise<Api> {
  return api(mock, { as: await accessTokenOf(mock, person, options) });
}

/** The access token of a new session of a person of the seed. */
export async function accessTokenOf(mock: Mock, person: string, options: { readonly organization?: string } = {}): Promise<string> {
  await mock.ready();
  const { email, password } = (mock.seed.users as Readonly<Record<string, { readonly email: string; readonly password: string }>>)[person]!;
  const answer = await api(mock).post("/v1/auth/sign-in", {
    email,
    password,
    ...(options.organization === undefined ? {} : { organizationId: options.organization }),
  });
  if (answer.body?.status !== "complete") throw new Error(`${person} could not sign in: ${JSON.stringify(answer.body)}`);
  return answer.body.session.accessToken as string;
}

/** The API with the environment's key. */
export function asEnvironment(mock: Mock): Api {
  return api(mock, { as: mock.keys.secretKey });
}

/** The types of the events since a moment, in their order. */
export function eventTypes(mock: Mock, since = 0): string[] {
  return mock.events.slice(since).map((event) => event.type);
}

/** The id of a person of the seed. */
export function userId(mock: Mock, person: string): string {
  return (mock.seed.users as Readonly<Record<string, { readonly id: string }>>)[person]!.id;
}

/** The id of an organization of the seed. */
export function orgId(mock: Mock, organization: string): string {
  return (mock.seed.organizations as Readonly<Record<string, { readonly id: string }>>)[organization]!.id;
}
