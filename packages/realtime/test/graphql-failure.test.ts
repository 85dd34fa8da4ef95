/** Refusals of GraphQL as errors of the client. */

import { createClient } from "@plinto/core";
import { expect, test } from "vitest";
import { createGraphql } from "../src/graphql/graphql.ts";

/** Asks a server that refuses with this. */
function refused(fault: object): Promise<unknown> {
  const answer = JSON.stringify({ data: null, errors: [fault] });
  const fetch = (): Promise<Response> => Promise.resolve(new Response(answer, { headers: { "content-type": "application/json" } }));
  return createGraphql(createClient({ baseUrl: "https://api.test", fetch })).request("{ me { id } }");
}

test("nothing that looks like a token or an address stays in the message, and further members are details", async () => {
  const members = { type: "about:blank", title: "Taken", code: "email_taken", status: 409, requestId: "req_1", suggestion: "ada2" };
  await expect(refused({ message: "ada@acme.test has rt_0123456789.secret", path: ["me"], extensions: members })).rejects.toMatchObject({
    code: "email_taken",
    message: "graphql: [redacted] has [redacted] (409 email_taken)",
    operationId: "graphql",
    requestId: "req_1",
    retryable: false,
    retryAfterMs: undefined,
    details: { suggestion: "ada2" },
  });
});

test("a fault without a problem is one of the server, which may pass", async () => {
  await expect(refused({ message: "Boom" })).rejects.toMatchObject({
    code: "internal_error",
    message: "graphql: Boom (500 internal_error)",
    retryable: true,
    details: {},
  });
});
