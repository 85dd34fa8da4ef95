import { type Plinto, createPlinto } from "@plinto/core";
import { organizations } from "@plinto/core/queries";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { type DehydratedState, HydrationBoundary, QueryClient, QueryClientProvider, dehydrate } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToReadableStream, renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { type InitialState, PlintoProvider, Show, loadInitialState, useAuth, useCan, useSignIn, useUser } from "../src/index.ts";
import { queryOptions, useGetOrganization, useSuspenseGetOrganization } from "../src/query/index.ts";

const mock = createMock() as Mock<AcmeSeed>;
const orgId = mock.seed.organizations.acme.id;

/** What a server makes for a request: bound to the token that came with it. */
async function request(person?: string): Promise<Plinto> {
  const { storage: _, ...transport } = mock.connect();
  if (!person) return createPlinto(transport);
  const browser = createPlinto(mock.as(person, { organization: "acme" }));
  return createPlinto(transport).withSession((await browser.session.getToken())!);
}

function Page(): ReactNode {
  const { status } = useAuth();
  const { user } = useUser();
  const { step } = useSignIn();
  const { allowed, reason } = useCan({ permission: "members:invite" });
  return (
    <p>
      {[status, user?.name ?? "nobody", step.status, String(allowed), reason].join(" ")}
      <Show when="signed-in" fallback=" out" pending=" waiting">
        {" in"}
      </Show>
    </p>
  );
}

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, "");
const page = (client: Plinto, initialState?: InitialState): string =>
  textOf(
    renderToString(
      <PlintoProvider client={client} {...(initialState && { initialState })}>
        <Page />
      </PlintoProvider>,
    ),
  );

test("without initial state a server claims neither that somebody is signed in nor that nobody is", async () => {
  expect(page(await request("ada"))).toBe("loading nobody start undefined loading waiting");
  expect(page(await request())).toBe("loading nobody start undefined loading waiting");
});

test("with initial state the first render knows who is there and what she may", async () => {
  const client = await request("ada");
  const initialState = await loadInitialState(client, { permissions: ["members:invite"] });
  expect(page(client, initialState)).toBe("signed-in Ada Lovelace start true granted in");
  const vera = await request("vera");
  expect(page(vera, await loadInitialState(vera, { permissions: ["members:invite"] }))).toBe("signed-in Vera Rubin start false not_granted in");
  expect(page(await request(), await loadInitialState(null))).toBe("signed-out nobody start false signed_out out");
});

test("initial state is plain data without any token, and a token that is not good any more is nobody", async () => {
  const client = await request("ada");
  const state = await loadInitialState(client, { permissions: ["members:invite"] });
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  expect(JSON.stringify(state)).not.toMatch(/eyJ|rt_|accessToken|refreshToken/);
  const { storage: _, ...transport } = mock.connect();
  expect(await loadInitialState(createPlinto(transport).withSession("not-a-token"))).toEqual({ session: null });
  mock.faults.add({ operation: "getMe", status: 500, times: 3 });
  await expect(loadInitialState(client)).rejects.toMatchObject({ code: "internal_error" });
  mock.faults.clear();
});

function Named({ suspends = false }: { readonly suspends?: boolean }): ReactNode {
  return suspends ? <Suspending /> : <Plain />;
}
const Plain = (): ReactNode => useGetOrganization({ orgId }).data?.name ?? "loading";
const Suspending = (): ReactNode => useSuspenseGetOrganization({ orgId }).data.name;

test("what a server has read, the browser's own client finds at its first render, before its session is read", async () => {
  const onServer = await request("ada");
  const initialState = await loadInitialState(onServer);
  const serverCache = new QueryClient();
  await serverCache.query(queryOptions(organizations.get(onServer, { orgId })));
  const state = JSON.parse(JSON.stringify(dehydrate(serverCache))) as DehydratedState;

  const inBrowser = createPlinto(mock.as("ada", { organization: "acme" }));
  const rendered = (client: Plinto, initial?: InitialState): string =>
    textOf(
      renderToString(
        <QueryClientProvider client={new QueryClient()}>
          <PlintoProvider client={client} {...(initial && { initialState: initial })}>
            <HydrationBoundary state={state}>
              <Named />
            </HydrationBoundary>
          </PlintoProvider>
        </QueryClientProvider>,
      ),
    );
  expect(inBrowser.session.current).toBeNull();
  expect(rendered(inBrowser, initialState)).toBe("Acme");
  expect(rendered(inBrowser)).toBe("loading");
  // What renders the client components on a server, without a session of its own.
  const { storage: _, ...transport } = mock.connect();
  expect(rendered(createPlinto(transport), initialState)).toBe("Acme");
  const bob = createPlinto(mock.as("bob"));
  expect(rendered(bob, await loadInitialState(await request("bob")))).toBe("loading");
});

test("a component that suspends is read on the server and streamed", async () => {
  const client = await request("ada");
  const stream = await renderToReadableStream(
    <QueryClientProvider client={new QueryClient()}>
      <PlintoProvider client={client}>
        <Named suspends />
      </PlintoProvider>
    </QueryClientProvider>,
  );
  await stream.allReady;
  expect(textOf(await new Response(stream as unknown as BodyInit).text())).toContain("Acme");
});

// It waited for a promise that had resolved already, again and again.
test("a component that suspends says what is missing where it will never be known whose data it reads", async () => {
  const { storage: _, ...transport } = mock.connect();
  const rendered = renderToReadableStream(
    <QueryClientProvider client={new QueryClient()}>
      <PlintoProvider client={createPlinto(transport)}>
        <Named suspends />
      </PlintoProvider>
    </QueryClientProvider>,
    { onError: () => {} },
  );
  await expect(rendered).rejects.toMatchObject({
    kind: "config",
    code: "person_unknown",
    message:
      "This client has no session, so that it will never be known whose data this is: pass initialState to <PlintoProvider>, or on a server a client of withSession",
  });
});

test("a client of another organization reads for whom the server has named, too", async () => {
  const { globex } = mock.seed.organizations;
  const initialState = await loadInitialState(await request("grace"));
  const { storage: _, ...transport } = mock.connect();
  const keys = [createPlinto(transport), createPlinto(mock.as("grace"))].map((client) => {
    const cache = new QueryClient();
    const There = (): ReactNode => useGetOrganization({ orgId: globex.id }, { client: client.forOrganization(globex.id) }).status;
    renderToString(
      <QueryClientProvider client={cache}>
        <PlintoProvider client={client} initialState={initialState}>
          <There />
        </PlintoProvider>
      </QueryClientProvider>,
    );
    return cache
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey);
  });
  expect(keys[0]).toHaveLength(1);
  expect(keys[0]).toEqual(keys[1]);
});

test("two requests that one server renders at once share nothing", async () => {
  const people = ["ada", "bob", "vera", "grace"] as const;
  const pages = await Promise.all(
    people.map(async (person) => {
      const client = await request(person);
      return page(client, await loadInitialState(client));
    }),
  );
  expect(pages.map((text) => text.split(" ").slice(1, 3).join(" "))).toEqual(["Ada Lovelace", "Bob Kahn", "Vera Rubin", "Grace Hopper"]);
});
