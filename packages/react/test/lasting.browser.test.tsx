import { PLINTO_VERSION, createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { organizations } from "@plinto/core/queries";
import { type ReactNode, useState } from "react";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { useAuth } from "../src/index.ts";
import { useListMembers } from "../src/query/index.ts";
import { Around, kitOf } from "./support/kit.tsx";

// On a page without a hook that reads, who signed out left all that she had read, and a change made nothing stale.
test("a cache is kept right also on a page where nothing is read", async () => {
  const kit = kitOf("ada", { organization: "acme" });
  const orgId = kit.mock.seed.organizations.acme.id;
  const Members = (): ReactNode => <p>{useListMembers({ orgId }).data ? "read" : "reading"}</p>;
  function Pages(): ReactNode {
    const [reads, setReads] = useState(true);
    const { status, signOut } = useAuth();
    return (
      <>
        {reads ? <Members /> : <p>elsewhere</p>}
        <output>{status}</output>
        <button onClick={() => setReads(false)}>Go elsewhere</button>
        <button onClick={() => void signOut()}>Sign out</button>
      </>
    );
  }
  const screen = await render(
    <Around kit={kit}>
      <Pages />
    </Around>,
  );
  await expect.element(screen.getByText("read", { exact: true })).toBeVisible();
  await screen.getByRole("button", { name: "Go elsewhere" }).click();
  await expect.element(screen.getByText("elsewhere")).toBeVisible();
  const { queryKey } = organizations.members.list(kit.plinto, { orgId });
  expect(kit.cache.getQueryState(queryKey)?.isInvalidated).toBe(false);
  await kit.plinto.organizations.members.update({ orgId, userId: kit.mock.seed.users.vera.id, role: "member" });
  expect(kit.cache.getQueryState(queryKey)?.isInvalidated).toBe(true);
  await screen.getByRole("button", { name: "Sign out" }).click();
  await expect.element(screen.getByText("signed-out")).toBeVisible();
  expect(kit.cache.getQueryCache().getAll()).toEqual([]);
});

test("an API of another version is told once, with what to do", async () => {
  const mock = createMock();
  const connection = mock.as("ada", { organization: "acme" });
  const lines: string[] = [];
  const plinto = createPlinto({
    ...connection,
    logger: { write: ({ message }) => void lines.push(message) },
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      headers.set("plinto-version", "2020-01-01");
      return connection.fetch(url, { ...init, headers });
    },
  });
  await render(
    <Around kit={{ ...kitOf(), plinto }}>
      <p>there</p>
    </Around>,
  );
  for (let times = 0; times < 2; times++)
    await expect(plinto.users.getMe()).rejects.toMatchObject({
      code: "version_unsupported",
      message: `getMe: This API speaks the version ${PLINTO_VERSION}: install the packages of that version, or update the API. (400 version_unsupported)`,
    });
  expect(lines).toEqual([
    `The API is of another version than this application, whose packages speak ${PLINTO_VERSION}: install the packages of the API's version, or update the API`,
  ]);
});
