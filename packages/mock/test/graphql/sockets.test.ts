import { createClient } from "graphql-ws/client";
import { expect, test } from "vitest";
import { ask, mockWithGraphql, signIn } from "./asking.ts";
import { talk, talkAs } from "./talking.ts";

const events = "subscription($o: ID!) { organizationEvents(orgId: $o) { id type sequence data } }";

test("the reference client hears what happens in an organization, in the shape that it asked for", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token } = await signIn(mock, "ada");
  const orgId = mock.seed.organizations["acme"]!.id;
  const client = createClient({
    url: `${mock.baseUrl.replace("http", "ws")}/v1/graphql`,
    webSocketImpl: mock.WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    lazy: false,
  });
  await new Promise<void>((resolve) => client.on("connected", () => resolve()));
  const heard = client.iterate<any>({
    query: `subscription($o: ID!) { it: organizationEvents(orgId: $o, types: ["team.created"]) { type data actor { id } } }`,
    variables: { o: orgId },
  });
  const first = heard.next();
  await client.iterate({ query: "{ me { id } }" }).next();
  await ask(mock, { query: `mutation($o: ID!) { createTeam(orgId: $o, input: { name: "Night shift" }) { id } }`, variables: { o: orgId } }, { as: token });
  const { value } = await first;
  expect(value!.data.it).toMatchObject({ type: "team.created", data: { name: "Night shift" }, actor: { id: mock.seed.users["ada"]!.id } });
  expect(value!.extensions).toHaveProperty("cursor");
  await client.dispose();
});

test("queries and mutations run over a socket as over HTTP", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token, userId } = await signIn(mock, "ada");
  const socket = await talkAs(mock, token);
  socket.say({ type: "subscribe", id: "1", payload: { query: `mutation { createOrganization(input: { name: "Acme Labs" }) { name } }` } });
  expect(await socket.hear()).toMatchObject({ id: "1", type: "next", payload: { data: { createOrganization: { name: "Acme Labs" } } } });
  expect(await socket.hear()).toEqual({ id: "1", type: "complete" });
  socket.say({ type: "subscribe", id: "2", payload: { query: "{ me { id } environment { id } }" } });
  expect(await socket.hear()).toMatchObject({
    payload: { data: { me: { id: userId }, environment: null }, errors: [{ path: ["environment"], extensions: { code: "permission_denied" } }] },
  });
});

test("a socket that says nothing is closed after ten seconds, and one without a credential at once", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const silent = talk(mock);
  await ask(mock, "{ __typename }");
  await mock.clock.advance("10s");
  expect(await silent.closed).toMatchObject({ code: 4408 });
  const nobody = talk(mock);
  nobody.say({ type: "connection_init" });
  expect(await nobody.closed).toEqual({ code: 4401, reason: '{"code":"unauthenticated"}' });
});

test("a socket ends when its token does, and its client can renew the token before", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token } = await signIn(mock, "ada");
  // So that no heartbeat falls together with the end of the token.
  await mock.clock.advance("10s");
  const left = await talkAs(mock, token);
  const renewed = await talkAs(mock, token);
  await mock.clock.advance("190s");
  const { token: newer } = await signIn(mock, "ada");
  renewed.say({ type: "ping", payload: { authorization: `Bearer ${newer}` } });
  expect(await renewed.hear()).toMatchObject({ type: "pong", payload: { expiresInSeconds: 300 } });
  await mock.clock.advance("101s");
  left.say({ type: "ping" });
  expect(await Promise.race([left.closed, left.hear()])).toEqual({ code: 4403, reason: '{"code":"credential_expired"}' });
  renewed.say({ type: "subscribe", id: "1", payload: { query: "{ me { id } }" } });
  expect(await renewed.hear()).toMatchObject({ payload: { data: { me: { id: mock.seed.users["ada"]!.id } } } });
});

// It went on with the rights of the first session until the next event or heartbeat.
test("a socket that is renewed by another session of the person hears what that session may", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { email, password } = mock.seed.users["ada"]!;
  const orgId = mock.seed.organizations["acme"]!.id;
  const call = async (method: string, path: string, body: object, as?: string): Promise<any> => {
    const headers = { "content-type": "application/json", ...(as !== undefined && { authorization: `Bearer ${as}` }) };
    return (await mock.fetch(`${mock.baseUrl}${path}`, { method, headers, body: JSON.stringify(body) })).json();
  };
  const older = (await call("POST", "/v1/auth/sign-in", { email, password })).session;
  await mock.clock.advance("301s");
  const { token } = await signIn(mock, "ada");
  await call("PUT", `/v1/organizations/${orgId}/auth-policy`, { session: { maxAgeSeconds: 300 } }, mock.keys.secretKey);
  const socket = await talkAs(mock, token);
  socket.say({ type: "subscribe", id: "1", payload: { query: events, variables: { o: orgId } } });
  socket.say({ type: "ping", payload: { cursor: true } });
  expect(await socket.hear()).toMatchObject({ type: "pong" });
  const { accessToken } = await call("POST", "/v1/auth/refresh", { refreshToken: older.refreshToken });
  socket.say({ type: "ping", payload: { authorization: `Bearer ${accessToken}` } });
  expect(await socket.hear()).toMatchObject({ type: "pong", payload: { expiresInSeconds: 300 } });
  socket.say({ type: "subscribe", id: "2", payload: { query: "{ __typename }" } });
  expect(await socket.hear()).toMatchObject({ type: "error", id: "1", payload: [{ extensions: { code: "step_up_required" } }] });
});

// The key was taken and never looked at, and the version was dropped.
test.each([
  ["the publishable key of another environment", { "plinto-publishable-key": "pk_test_elsewhere" }, 401, "api_key_invalid", 4403, "credential_invalid"],
  ["a version that there is not", { "Plinto-Version": "2020-01-01" }, 400, "version_unsupported", 4400, "version_unsupported"],
])("%s is refused on a socket as over HTTP", async (_what, params, status, problem, code, name) => {
  const mock = mockWithGraphql();
  await mock.ready();
  const answered = await ask(mock, "{ __typename }", { headers: params, accept: "application/json" });
  expect([answered.status, answered.code]).toEqual([status, problem]);
  const socket = talk(mock);
  socket.say({ type: "connection_init", payload: { authorization: `Bearer ${mock.keys.secretKey}`, ...params } });
  expect(await Promise.race([socket.closed, socket.hear()])).toEqual({ code, reason: JSON.stringify({ code: name }) });
});

test("a client that names its environment and the version gets its socket", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const socket = talk(mock);
  const { publishableKey, secretKey } = mock.keys;
  const payload = { authorization: `Bearer ${secretKey}`, "plinto-publishable-key": publishableKey, "plinto-version": "2026-11-01" };
  socket.say({ type: "connection_init", payload });
  expect(await Promise.race([socket.closed, socket.hear()])).toMatchObject({ type: "connection_ack" });
});

test("nobody takes over the socket of another by renewing it", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const socket = await talkAs(mock, (await signIn(mock, "ada")).token);
  socket.say({ type: "ping", payload: { authorization: `Bearer ${(await signIn(mock, "grace")).token}` } });
  expect(await Promise.race([socket.closed, socket.hear()])).toEqual({ code: 4403, reason: '{"code":"principal_changed"}' });
});

test("a session that is ended ends its socket", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token } = await signIn(mock, "grace");
  const socket = await talkAs(mock, token);
  await ask(mock, "mutation { signOut }", { as: token });
  socket.say({ type: "ping" });
  expect(await Promise.race([socket.closed, socket.hear()])).toEqual({ code: 4403, reason: '{"code":"credential_revoked"}' });
});

test("who loses the membership hears no more of the organization, not even that", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token, userId } = await signIn(mock, "grace");
  const orgId = mock.seed.organizations["acme"]!.id;
  const socket = await talkAs(mock, token);
  socket.say({ type: "subscribe", id: "1", payload: { query: events, variables: { o: orgId } } });
  socket.say({ type: "subscribe", id: "2", payload: { query: "{ me { id } }" } });
  expect(await socket.hear()).toMatchObject({ id: "2", type: "next" });
  expect(await socket.hear()).toMatchObject({ id: "2", type: "complete" });
  await ask(mock, { query: "mutation($o: ID!, $u: ID!) { removeMember(orgId: $o, userId: $u) }", variables: { o: orgId, u: userId } });
  await ask(mock, { query: 'mutation($o: ID!) { createTeam(orgId: $o, input: { name: "After" }) { id } }', variables: { o: orgId } });
  expect(await socket.hear()).toMatchObject({ id: "1", type: "error", payload: [{ extensions: { code: "not_found" } }] });
  expect(await socket.closed).toEqual({ code: 4403, reason: '{"code":"membership_lost"}' });
});

test("a foreign organization is not found, and the socket serves on", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const socket = await talkAs(mock, (await signIn(mock, "ada")).token);
  const made = await ask(mock, {
    query: `mutation($u: ID!) { createOrganization(input: { name: "Elsewhere", ownerUserId: $u }) { id } }`,
    variables: { u: mock.seed.users["grace"]!.id },
  });
  socket.say({ type: "subscribe", id: "1", payload: { query: events, variables: { o: made.data!["createOrganization"].id } } });
  socket.say({ type: "subscribe", id: "2", payload: { query: "{ me { id } }" } });
  expect(await socket.hear()).toMatchObject({ id: "1", type: "error", payload: [{ extensions: { code: "not_found" } }] });
  expect(await socket.hear()).toMatchObject({ id: "2", type: "next" });
});

test("a subscription goes on after the last event that it had, and says when it cannot", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token } = await signIn(mock, "ada");
  const orgId = mock.seed.organizations["acme"]!.id;
  const team = (name: string): Promise<unknown> =>
    ask(
      mock,
      { query: "mutation($o: ID!, $n: String!) { createTeam(orgId: $o, input: { name: $n }) { id } }", variables: { o: orgId, n: name } },
      { as: token },
    );
  const first = await talkAs(mock, token);
  first.say({ type: "subscribe", id: "1", payload: { query: events, variables: { o: orgId } } });
  first.say({ type: "ping" });
  await first.hear();
  await team("One");
  const { payload } = await first.hear();
  first.close();
  await team("Two");
  await team("Three");
  const again = await talkAs(mock, token);
  again.say({ type: "subscribe", id: "1", payload: { query: events, variables: { o: orgId }, extensions: { after: payload.extensions.cursor } } });
  // Answered when the subscription listens.
  again.say({ type: "ping", payload: { cursor: true } });
  const before: any[] = [];
  let message = await again.hear();
  for (; message.type !== "pong"; message = await again.hear()) before.push(message);
  await team("Four");
  for (const name of ["Two", "Three", "Four"]) expect((before.shift() ?? (await again.hear())).payload.data.organizationEvents.data.name).toBe(name);
  again.say({ type: "subscribe", id: "2", payload: { query: events, variables: { o: orgId }, extensions: { after: "bm90aGluZw" } } });
  expect(await again.hear()).toMatchObject({ id: "2", type: "error", payload: [{ extensions: { code: "cursor_invalid" } }] });
});

test("a heartbeat tells a client that has everything from where it can go on", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const team = (name: string): Promise<unknown> =>
    ask(mock, { query: "mutation($o: ID!, $n: String!) { createTeam(orgId: $o, input: { name: $n }) { id } }", variables: { o: orgId, n: name } });
  const subscription = { query: events, variables: { o: orgId } };
  const first = await talkAs(mock, mock.keys.secretKey);
  first.say({ type: "subscribe", id: "1", payload: subscription });
  first.say({ type: "ping" });
  await first.hear();
  await team("One");
  await first.hear();
  await mock.clock.advance("25s");
  const after = first.pinged!["payload"].cursor;
  first.close();
  await team("Two");
  const again = await talkAs(mock, mock.keys.secretKey);
  again.say({ type: "subscribe", id: "1", payload: { ...subscription, extensions: { after } } });
  expect((await again.hear())["payload"].data.organizationEvents.data.name).toBe("Two");
});

// Its first word of a place came with the first commit after the engine was loaded: what happened between was missed.
test("a heartbeat tells from where a client can go on also before anything has happened", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const subscription = { query: events, variables: { o: orgId } };
  const first = await talkAs(mock, mock.keys.secretKey);
  first.say({ type: "subscribe", id: "1", payload: subscription });
  first.say({ type: "ping" });
  await first.hear();
  await mock.clock.advance("25s");
  expect(first.pinged).toEqual({ type: "ping", payload: { cursor: expect.any(String) } });
  first.close();
  await ask(mock, { query: 'mutation($o: ID!) { createTeam(orgId: $o, input: { name: "Between" }) { id } }', variables: { o: orgId } });
  const again = await talkAs(mock, mock.keys.secretKey);
  again.say({ type: "subscribe", id: "1", payload: { ...subscription, extensions: { after: first.pinged!["payload"].cursor } } });
  expect(await again.hear()).toMatchObject({ id: "1", payload: { data: { organizationEvents: { data: { name: "Between" } } } } });
});

test("decisions of policies are heard as they are kept", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token, userId } = await signIn(mock, "ada");
  const orgId = mock.seed.organizations["acme"]!.id;
  const socket = await talkAs(mock, token);
  socket.say({
    type: "subscribe",
    id: "1",
    payload: { query: `subscription($o: ID!) { policyEvaluations(orgId: $o, decision: "deny") { decision action subject { id } } }`, variables: { o: orgId } },
  });
  socket.say({ type: "ping" });
  await socket.hear();
  await ask(
    mock,
    {
      query: 'mutation($o: ID) { evaluatePolicy(orgId: $o, input: { action: "reports:burn", resource: { type: "report" } }) { decision } }',
      variables: { o: orgId },
    },
    { as: token },
  );
  expect((await socket.hear()).payload.data.policyEvaluations).toEqual({ decision: "deny", action: "reports:burn", subject: { id: userId } });
});

test("who may read policies and not the audit log does not listen to decisions", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const socket = await talkAs(mock, (await signIn(mock, "bob")).token);
  const variables = { o: mock.seed.organizations["acme"]!.id };
  socket.say({ type: "subscribe", id: "1", payload: { query: "subscription($o: ID!) { policyEvaluations(orgId: $o) { decision } }", variables } });
  const refused = await socket.hear();
  expect([refused["id"], refused.type, refused["payload"][0].extensions.code, refused["payload"][0].message]).toEqual([
    "1",
    "error",
    "permission_denied",
    "The caller lacks the permission audit:read.",
  ]);
});

test("what breaks the rules of the protocol is closed with its code", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token } = await signIn(mock, "ada");
  const init = { type: "connection_init", payload: { authorization: `Bearer ${token}` } };
  const closeAfter = async (...messages: unknown[]): Promise<number> => {
    const socket = talk(mock);
    for (const message of messages) socket.say(message);
    return (await socket.closed).code;
  };
  expect(await closeAfter("not json")).toBe(4400);
  expect(await closeAfter({ type: "launch" })).toBe(4400);
  expect(await closeAfter("x".repeat(131_073))).toBe(4400);
  expect(await closeAfter({ type: "subscribe", id: "1", payload: { query: "{ me { id } }" } })).toBe(4401);
  expect(await closeAfter({ type: "connection_init", payload: { authorization: "Bearer nonsense" } })).toBe(4403);
  expect(await closeAfter(init, init)).toBe(4429);
  const open = await talkAs(mock, token);
  const subscribe = { type: "subscribe", id: "1", payload: { query: events, variables: { o: mock.seed.organizations["acme"]!.id } } };
  open.say(subscribe);
  open.say(subscribe);
  expect((await open.closed).code).toBe(4409);
  const flood = await talkAs(mock, token);
  for (let sent = 0; sent < 251; sent += 1) flood.say({ type: "ping" });
  expect((await flood.closed).code).toBe(4202);
  const served = await talkAs(mock, token);
  served.say({ type: "subscribe", id: "1", payload: { query: "{ me { id } }" } });
  expect(await served.hear()).toMatchObject({ type: "next" });
});

test("a state that is replaced closes the sockets, and a client that does not answer is lost", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token } = await signIn(mock, "ada");
  const socket = await talkAs(mock, token);
  await mock.restore(mock.snapshot());
  expect((await socket.closed).code).toBe(4300);
});
