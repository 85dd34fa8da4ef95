/** Documents over HTTP: the operation of the description, as the client performs it. */

import { createPlinto, memoryStorage } from "@plinto/core";
import { expect, test } from "vitest";
import { createGraphql } from "../src/graphql/graphql.ts";

// The operation was written down by hand, without what the description says of unfinished sign-ins.
test("A document that is asked while a sign-in is unfinished says its token", async () => {
  const seen: (string | null)[] = [];
  const plinto = createPlinto({
    baseUrl: "https://api.test",
    storage: memoryStorage(),
    fetch: (url, init) => {
      if (!url.endsWith("/v1/graphql"))
        return Promise.resolve(Response.json({ status: "mfa_required", pendingToken: "pt_1", expiresInSeconds: 600, factors: [] }));
      seen.push(new Headers(init?.headers).get("authorization"), String(init?.body));
      return Promise.resolve(Response.json({ data: { version: { version: "1" } } }));
    },
  });
  await plinto.auth.signIn({ email: "ada@acme.test", password: "correct horse" });
  const graphql = createGraphql(plinto);
  expect(await graphql.execute("{ version { version } }", { a: 1 })).toEqual({ data: { version: { version: "1" } }, errors: [] });
  expect(seen).toEqual(["Bearer pt_1", JSON.stringify({ query: "{ version { version } }", variables: { a: 1 } })]);
  graphql.close();
  plinto.session.close();
});
