import { type Plinto, createPlinto, isPlintoError } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { PlintoProvider, useAuth } from "../src/index.ts";
import { useGetOrganization, useSuspenseGetOrganization, useUpdateOrganization } from "../src/query/index.ts";
import { PlintoRealtime, useEvents, useRealtime } from "../src/realtime/index.ts";

const mock = createMock();

function refusal(element: ReactNode): [code: string, message: string] {
  try {
    renderToString(element);
  } catch (error) {
    if (isPlintoError(error) && error.kind === "config") return [error.code, error.message];
    throw error;
  }
  throw new Error("This should have been refused");
}

const Who = (): ReactNode => useAuth().status;

test("a hook without a provider says what to wrap, and what else it can be", () => {
  expect(refusal(<Who />)).toEqual([
    "provider_missing",
    "There is no <PlintoProvider> around this component: wrap the application in <PlintoProvider client={plinto}>. If there is one, two copies of @plinto/react are installed: keep one",
  ]);
});

test("a provider inside of another says which one to keep", () => {
  const client = createPlinto(mock.connect());
  const nested = (
    <PlintoProvider client={client}>
      <PlintoProvider client={client}>
        <Who />
      </PlintoProvider>
    </PlintoProvider>
  );
  expect(refusal(nested)).toEqual([
    "provider_nested",
    "A <PlintoProvider> stands inside of another: keep the outer one, or put two applications beside each other",
  ]);
});

test("a client with a secret key is refused, also where the browser was allowed to have one, and the key is not told", () => {
  const { baseUrl, keys } = mock;
  for (const secretKey of [keys.secretKey, "ok_test_abc.def.ghi"]) {
    const client = createPlinto({ baseUrl, secretKey, allowSecretKeyInBrowser: true });
    const [code, message] = refusal(<PlintoProvider client={client} />);
    expect([code, message]).toEqual([
      "secret_key_in_browser",
      "This client has a secret key, which a page would act with and visitors could read: make one with publishableKey for the browser, and use withSession on the server",
    ]);
    expect(message).not.toContain(secretKey);
  }
});

test("a provider without a client says what to pass", () => {
  expect(refusal(<PlintoProvider client={undefined as unknown as Plinto} />)).toEqual([
    "client_missing",
    "<PlintoProvider> has no client: pass what createPlinto answers, as client={plinto}",
  ]);
});

// The access token of the provider's person went to the server of the other client.
test("a hook with a client of another session is refused, so that no token goes to another server", () => {
  const plinto = createPlinto(mock.as("ada", { organization: "acme" }));
  const other = createPlinto({ ...mock.connect(), baseUrl: "https://other.example" });
  const orgId = mock.seed.organizations.acme.id;
  for (const useIt of [
    () => useGetOrganization({ orgId }, { client: other }),
    () => useSuspenseGetOrganization({ orgId }, { client: other.forOrganization(orgId) }),
    () => useUpdateOrganization({ client: other }),
  ]) {
    const Ask = (): ReactNode => useIt().status;
    const page = (
      <QueryClientProvider client={new QueryClient()}>
        <PlintoProvider client={plinto}>
          <Ask />
        </PlintoProvider>
      </QueryClientProvider>
    );
    expect(refusal(page)).toEqual([
      "client_foreign",
      "This client has another session than that of <PlintoProvider>, for whose person hooks speak: pass plinto.forOrganization(id) of the provider's client, or call this one without a hook",
    ]);
  }
});

const Live = (): ReactNode => `${useRealtime().status} ${useEvents("organization").hearing}`;

function live(inner: ReactNode): ReactNode {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <PlintoProvider client={createPlinto(mock.as("ada", { organization: "acme" }))}>{inner}</PlintoProvider>
    </QueryClientProvider>
  );
}

test("a hook for live events says what to put around it, and one thing around it is enough", () => {
  expect(refusal(live(<Live />))).toEqual([
    "realtime_missing",
    "There is no <PlintoRealtime> around this component: put one inside of <PlintoProvider> and of <QueryClientProvider>",
  ]);
  const nested = (
    <PlintoRealtime>
      <PlintoRealtime>
        <Live />
      </PlintoRealtime>
    </PlintoRealtime>
  );
  expect(refusal(live(nested))).toEqual([
    "realtime_nested",
    "A <PlintoRealtime> stands inside of another, which would hear everything twice: keep the outer one",
  ]);
  expect(refusal(<PlintoRealtime />)[0]).toBe("provider_missing");
});

test("on a server nothing is listened to", () => {
  const html = renderToString(
    live(
      <PlintoRealtime>
        <Live />
      </PlintoRealtime>,
    ),
  );
  expect([html, mock.realtime.connections]).toEqual(["idle none", []]);
});
