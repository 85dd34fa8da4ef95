import { createPlinto } from "@plinto/core";
import { organizations } from "@plinto/core/queries";
import { createMock } from "@plinto/mock";
import { type InitialState, loadInitialState, PlintoProvider, useUser } from "@plinto/react";
import { queryOptions, useGetOrganization } from "@plinto/react/query";
import { dehydrate, HydrationBoundary, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

const mock = createMock();
const orgId = mock.seed.organizations.acme.id;
const { storage: _, ...options } = mock.connect();
const accessToken = (await createPlinto(mock.as("ada", { organization: "acme" })).session.getToken())!;

// #region server
// Once per request: the token comes from a cookie of your own.
const plinto = createPlinto(options).withSession(accessToken);
const initialState = await loadInitialState(plinto, { permissions: ["members:invite"] });

const queryClient = new QueryClient();
await queryClient.query(queryOptions(organizations.get(plinto, { orgId })));
const state = dehydrate(queryClient);
// #endregion server

// #region page
function Page() {
  const { user } = useUser();
  const { data } = useGetOrganization({ orgId });
  return `${user?.name} at ${data?.name}`;
}

function Application({ client, initialState }: { client: typeof plinto; initialState: InitialState }) {
  const page = createElement(HydrationBoundary, { state }, createElement(Page));
  const provided = createElement(PlintoProvider, { client, initialState }, page);
  return createElement(QueryClientProvider, { client: new QueryClient() }, provided);
}
// #endregion page

console.log(renderToString(createElement(Application, { client: plinto, initialState }))); // prints: Ada Lovelace at Acme

// The browser has a client of its own, whose session is not read yet.
const inBrowser = createPlinto(mock.as("ada", { organization: "acme" }));
console.log(renderToString(createElement(Application, { client: inBrowser, initialState }))); // prints: Ada Lovelace at Acme
