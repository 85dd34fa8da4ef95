import type { Mock } from "@plinto/mock";
import { createClient } from "graphql-ws/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A way to GraphQL: where it is, and what reaches it. */
export interface Way {
  readonly mock: Mock;
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly WebSocket: unknown;
  close(): unknown;
}

/** An answer over HTTP. */
interface Answer {
  readonly data: { readonly users: { readonly nodes: readonly object[] } };
  readonly errors: readonly { readonly extensions: { readonly code: string } }[];
}

/** Declares what GraphQL promises, over HTTP and over sockets, as tests through one door that has sockets. */
export function testGraphql(name: string, open: () => Promise<Way>): void {
  describe(`GraphQL through ${name}`, () => {
    let way: Way;
    beforeAll(async () => {
      way = await open();
      await way.mock.ready();
    });
    afterAll(() => way.close());

    async function ask(query: string, variables: object, token: string): Promise<Answer> {
      const response = await way.fetch(`${way.baseUrl}/v1/graphql`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/graphql-response+json" },
        body: JSON.stringify({ query, variables }),
      });
      expect(response.headers.get("content-type")).toBe("application/graphql-response+json");
      return response.json() as Promise<Answer>;
    }

    test("answers over HTTP", async () => {
      const { data, errors } = await ask("{ users(first: 1) { nodes { email } } nobody: me { id } }", {}, way.mock.keys.secretKey);
      expect([data.users.nodes, errors[0]?.extensions.code]).toEqual([[{ email: "ada@acme.test" }], "permission_denied"]);
      expect(await ask("{ nobody }", {}, way.mock.keys.secretKey)).toMatchObject({ errors: [{ extensions: { code: "validation_failed" } }] });
    });

    test("the reference client hears events, and answers over the same socket", async () => {
      const orgId = way.mock.seed.organizations["acme"]!.id;
      const client = createClient({
        url: `${way.baseUrl.replace(/^http/, "ws")}/v1/graphql`,
        webSocketImpl: way.WebSocket,
        connectionParams: { authorization: `Bearer ${way.mock.keys.secretKey}` },
        retryAttempts: 0,
        lazy: false,
      });
      const events = client.iterate<{ organizationEvents: object }>({
        query: "subscription($o: ID!) { organizationEvents(orgId: $o) { type data } }",
        variables: { o: orgId },
      });
      const next = events.next();
      // Asked behind the subscription on the same socket, so that it listens when this is answered.
      await client.iterate({ query: "{ version { api } }" }).next();
      await client.iterate({ query: 'mutation($o: ID!) { createTeam(orgId: $o, input: { name: "Night shift" }) { id } }', variables: { o: orgId } }).next();
      expect((await next).value!.data!.organizationEvents).toMatchObject({ type: "team.created", data: { name: "Night shift" } });
      await client.dispose();
    });

    test("a plain WebSocket speaks the protocol, and is refused by its codes", async () => {
      const Plain = way.WebSocket as typeof WebSocket;
      const socket = new Plain(`${way.baseUrl.replace(/^http/, "ws")}/v1/graphql`, ["graphql-transport-ws"]);
      const heard: { readonly type: string }[] = [];
      const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)));
      const told = new Promise<void>((resolve) => {
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(String(data)) as { type: string };
          heard.push(message);
          if (message.type === "connection_ack") socket.send('{"type":"subscribe","id":"1","payload":{"query":"{ version { api } }"}}');
          if (message.type === "complete") resolve();
        };
      });
      socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${way.mock.keys.secretKey}` } }));
      await told;
      expect(heard.map(({ type }) => type)).toEqual(["connection_ack", "next", "complete"]);
      socket.send("nonsense");
      expect(await closed).toBe(4400);
    });
  });
}
