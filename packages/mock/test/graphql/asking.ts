import { createMock, type Mock, type MockOptions } from "../../src/index.ts";
import { graphql } from "../../src/graphql/engine.ts";

/** An answer over HTTP. */
export interface Asked {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly data: Record<string, any> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, any> & { readonly code: string };
  }[];
  readonly extensions: Record<string, any> | undefined;
  /** Of a problem document. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
}

/** A mock with GraphQL. */
export function mockWithGraphql(options: MockOptions<"acme"> = {}): Mock {
  return createMock({ clock: "virtual", graphql, ...options }) as unknown as Mock;
}

/** Asks over HTTP. `as` is a credential; that of the environment when absent, none when null. */
export async function ask(
  mock: Mock,
  request: string | Record<string, unknown>,
  { as, headers = {}, accept = "application/graphql-response+json" }: { as?: string | null; headers?: Record<string, string>; accept?: string } = {},
): Promise<Asked> {
  const credential = as === undefined ? mock.keys.secretKey : as;
  const response = await mock.fetch(`${mock.baseUrl}/v1/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept, ...(credential !== null && { authorization: `Bearer ${credential}` }), ...headers },
    body: JSON.stringify(typeof request === "string" ? { query: request } : request),
  });
  const { data, errors = [], extensions, code, detail } = (await response.json()) as Record<string, any>;
  return { status: response.status, type: response.headers.get("content-type")!, headers: response.headers, data, errors, extensions, code, detail };
}

/** The access token of a person of the seed, and who she is. */
export async function signIn(mock: Mock, name: string): Promise<{ readonly token: string; readonly userId: string }> {
  const { email, password, id } = mock.seed.users[name]!;
  const answered = await ask(
    mock,
    {
      query: "mutation($input: SignInInput!) { signIn(input: $input) { ... on SignInComplete { session { accessToken } } } }",
      variables: { input: { email, password } },
    },
    { as: null },
  );
  return { token: answered.data!["signIn"].session.accessToken, userId: id };
}

/** The codes of the errors by the field that they stand at. */
export function codes({ errors }: Asked): Record<string, string> {
  return Object.fromEntries(errors.map(({ path = [], extensions }) => [path.join("."), extensions.code]));
}
