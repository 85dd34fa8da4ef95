import type { ControlWorldInfo } from "@plinto/mock/control";
import { GraphiQL } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { fetcherFor } from "./fetcher.ts";
import "./graphql.css";

const control = await fetch("/__plinto");
// Where the control plane does not answer, such as to a page of another machine, there is no key to fill in.
const world = control.ok ? ((await control.json()) as ControlWorldInfo) : undefined;

const start = `# Every field is an operation of the API. Run this with Ctrl-Enter.
{
  users(first: 3) {
    nodes {
      name
      email
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

// A link can bring its document.
const brought = new URLSearchParams(location.search).get("query");

createRoot(document.getElementById("app")!).render(
  createElement(GraphiQL, {
    fetcher: fetcherFor("/v1/graphql") as never,
    defaultQuery: start,
    ...(brought !== null && { initialQuery: brought }),
    defaultHeaders: JSON.stringify(world ? { Authorization: `Bearer ${world.secretKey}` } : {}, null, 2),
  }),
);
