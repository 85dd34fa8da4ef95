import { expect, test } from "vitest";
import { complete, issued, rejection, sessionKit, user } from "../support/fixtures.ts";
import { empty, json, offline, problem } from "../support/scripted-server.ts";

const ENDPOINT = "https://app.test/api/plinto";
const at = (path: string): string => `POST ${ENDPOINT}${path}`;
const hidden = { refreshToken: undefined };

function endpointKit(options: object = {}) {
  const kit = sessionKit({ sessionEndpoint: `${ENDPOINT}/`, ...options });
  kit.server
    .on(at("/v1/auth/refresh"), () => problem(401, "refresh_token_invalid"))
    .on(at("/v1/auth/sign-in"), () => json(complete(1, hidden)))
    .on(at("/v1/auth/sign-out"), () => empty())
    .on("GET /v1/users/me", () => json(user));
  return kit;
}

test("operations of the session go to the endpoint with cookies, all others to the API without", async () => {
  const { plinto, server } = endpointKit();
  await plinto.signIn({ email: "ada@acme.test" });
  await plinto.getMe();
  const [, signIn, getMe] = server.seen;
  expect(signIn).toMatchObject({ url: `${ENDPOINT}/v1/auth/sign-in`, init: { credentials: "include" } });
  expect(signIn?.headers.has("traceparent")).toBe(false);
  expect(getMe?.init.credentials).toBeUndefined();
  expect(getMe?.headers.get("authorization")).toBe("Bearer at_1");
});

test("the refresh token stays with the endpoint: a refresh sends none", async () => {
  const { plinto, server, clock } = endpointKit();
  await plinto.signIn({});
  server.on(at("/v1/auth/refresh"), () => json(issued(2, hidden)));
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_2");
  expect(server.seen.at(-1)?.body).toBeUndefined();
});

test("a session that a cookie holds is restored when it is first asked for", async () => {
  const { plinto, server } = endpointKit();
  server.on(at("/v1/auth/refresh"), () => json(issued(5, hidden)));
  expect(plinto.session.status).toBe("signed-out");
  expect(server.seen).toEqual([]);
  await Promise.all([plinto.session.ready(), plinto.session.getToken()]);
  expect(plinto.session.current).toMatchObject({ id: "ses_1", user });
  expect(server.seen.map(({ path, headers }) => [path, headers.get("authorization")])).toEqual([
    [`${ENDPOINT}/v1/auth/refresh`, null],
    ["/v1/users/me", "Bearer at_5"],
  ]);
});

test("without such a session one is signed out, and it is not asked for again", async () => {
  const { plinto, server } = endpointKit();
  await plinto.session.ready();
  expect(await plinto.session.getToken()).toBeNull();
  expect(server.seen).toHaveLength(1);
});

test("an endpoint that cannot be reached is no sign-out", async () => {
  const { plinto, server } = endpointKit({ retry: { retries: 0 } });
  server.on(at("/v1/auth/refresh"), offline);
  await plinto.session.ready();
  expect(await rejection(plinto.session.getToken())).toMatchObject({ code: "network_error" });
  server.on(at("/v1/auth/refresh"), () => json(issued(5, hidden)));
  expect(await plinto.session.getToken()).toBe("at_5");
});

test("an endpoint may be a path of the page, also in the log", async () => {
  const { plinto, server } = sessionKit({ sessionEndpoint: "/api/plinto" });
  server
    .on("POST https://page.test/api/plinto/v1/auth/sign-in", () => json(complete(1, hidden)))
    .on("POST https://page.test/api/plinto/v1/auth/refresh", () => problem(401, "refresh_token_invalid"));
  await plinto.signIn({});
  expect(server.seen.at(-1)?.url).toBe("/api/plinto/v1/auth/sign-in");
});
