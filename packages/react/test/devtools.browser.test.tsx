import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
// What a server in front of the mock would answer below /__plinto; a mock in the page has no address of its own.
import { controlPlane } from "../../mock/src/control/plane.ts";
import { PlintoDevtools } from "../src/devtools/index.ts";
import { Show, useCan, useUser } from "../src/index.ts";
import { useGetTeam, useListTeams } from "../src/query/index.ts";
import { PlintoRealtime } from "../src/realtime/index.ts";
import { Around, type Kit, kitOf } from "./support/kit.tsx";

function Gates() {
  const { reason } = useCan({ permission: "org:delete" });
  const { user } = useUser();
  return (
    <>
      <output aria-label="who">{user?.name ?? "nobody"}</output>
      <output aria-label="why">{reason}</output>
      <Show when={{ permission: "members:read" }}>seen</Show>
    </>
  );
}

const open = (kit: Pick<Kit, "plinto" | "cache">): ReturnType<typeof render> =>
  render(
    <Around kit={kit}>
      <Gates />
      <PlintoDevtools initialIsOpen />
    </Around>,
  );

test("calls are shown with their attempts, and no header that could let somebody in", async () => {
  const kit = kitOf("ada", { organization: "acme", client: { retry: { retries: 2, minDelayMs: 1 } } });
  const screen = await open(kit);
  await expect.element(screen.getByLabelText("why")).toHaveTextContent("granted");
  kit.mock.faults.add({ operation: "updateMe", status: 503, times: 2 });
  await kit.plinto.users.updateMe(
    { name: "Countess" },
    { headers: { "x-api-token": "topsecret", "plinto-device": "the-laptop-of-ada", "x-from": "ada@acme.test" } },
  );
  const panel = screen.getByRole("complementary", { name: "Plinto devtools" });
  const row = panel.getByText(/updateMe 200 in \d+ ms after 3 attempts/);
  await expect.element(row).toBeVisible();
  await row.click();
  await expect.element(panel.getByText("PATCH /v1/users/me", { exact: false }).first()).toBeVisible();
  const text = panel.element().textContent!;
  expect(text).toContain("503");
  expect(text).toContain("x-api-token: [redacted]");
  expect(text).toContain("plinto-device: [redacted]");
  expect(text).toContain("x-from: [redacted]");
  expect(text).not.toMatch(/topsecret|laptop|acme\.test|eyJ|pk_test|rt_/);
});

// It went on with the calls of the client that had been there first.
test("when the application gets another client, the panel shows what that one does, and nothing of the first", async () => {
  const [ada, bob] = [kitOf("ada", { organization: "acme" }), kitOf("bob", { organization: "acme" })];
  const page = (kit: Kit) => (
    <Around kit={kit}>
      <Gates />
      <PlintoDevtools initialIsOpen />
    </Around>
  );
  const screen = await render(page(ada));
  await ada.plinto.users.updateMe({ name: "Countess" });
  await expect.element(screen.getByText(/updateMe 200/)).toBeVisible();
  await screen.rerender(page(bob));
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("Bob Kahn");
  await bob.plinto.users.getMe();
  await expect.element(screen.getByText(/getMe 200/)).toBeVisible();
  expect(screen.getByText(/updateMe/).query()).toBeNull();
});

test("the session is shown as it came to be, refreshes included", async () => {
  const kit = kitOf("ada", { organization: "acme", clock: "virtual" });
  const screen = await open(kit);
  await screen.getByRole("tab", { name: "Session" }).click();
  const { id } = kit.mock.seed.users.ada;
  await expect.element(screen.getByRole("cell", { name: new RegExp(`active as ${id}`) }).first()).toBeVisible();
  await kit.mock.clock.advance("10m");
  await kit.plinto.users.getMe();
  await expect.element(screen.getByRole("cell", { name: /token refreshed in \d+ ms/ })).toBeVisible();
  await kit.plinto.auth.signOut();
  await expect.element(screen.getByRole("cell", { name: "signed-out" })).toBeVisible();
});

test("permission checks are shown with the reason of a refusal", async () => {
  const kit = kitOf("vera", { organization: "acme" });
  const screen = await open(kit);
  await screen.getByRole("tab", { name: "Permissions" }).click();
  await expect.element(screen.getByRole("row", { name: /org:delete false not_granted/ })).toBeVisible();
  await expect.element(screen.getByRole("row", { name: /members:read true granted/ })).toBeVisible();
});

test("with a mock one can be somebody else, past a second factor, and move the time", async () => {
  const mock = createMock({ clock: "virtual", baseUrl: "http://127.0.0.1:4010" });
  const control = controlPlane(mock);
  const connection = mock.connect();
  const plinto = createPlinto({
    ...connection,
    fetch: async (url, init) => (await control(new Request(url, init), new URL(url).pathname, null)) ?? connection.fetch(url, init),
  });
  const screen = await open({ plinto, cache: kitOf().cache });
  await screen.getByRole("tab", { name: "Mock" }).click();
  await expect.element(screen.getByText("2030-01-01T00:00:00.000Z", { exact: false })).toBeVisible();
  for (const [person, name] of [
    ["grace", "Grace Hopper"],
    ["mary", "Mary Jackson"],
  ] as const) {
    await screen.getByRole("combobox", { name: "Be" }).selectOptions(person);
    await expect.element(screen.getByText(`You are ${person}.`)).toBeVisible();
    await expect.element(screen.getByLabelText("who")).toHaveTextContent(name);
  }
  await screen.getByRole("button", { name: "+15m" }).click();
  await expect.element(screen.getByText("2030-01-01T00:15:00.000Z", { exact: false })).toBeVisible();
  await screen.getByRole("combobox", { name: "Be" }).selectOptions("");
  await expect.element(screen.getByLabelText("who")).toHaveTextContent("nobody");
});

test("an API that is no mock says so, and the panel closes", async () => {
  const kit = kitOf("ada");
  const screen = await open(kit);
  await screen.getByRole("tab", { name: "Mock" }).click();
  await expect.element(screen.getByText(/This API is no mock/)).toBeVisible();
  await screen.getByRole("button", { name: "Plinto", exact: true }).click();
  expect(screen.getByRole("tablist").query()).toBeNull();
});

function Teams({ orgId, teamId }: { readonly orgId: string; readonly teamId: string }) {
  const { data } = useListTeams({ orgId });
  const { data: team } = useGetTeam({ orgId, teamId });
  return <output aria-label="teams">{[team?.name, ...(data?.data.map(({ name }) => name) ?? [])].join(", ")}</output>;
}

test("live events are shown with what each has made stale or put in place, and what was missed", async () => {
  const kit = kitOf("ada", { organization: "acme" });
  const [orgId, teamId] = [kit.mock.seed.organizations.acme.id, kit.mock.seed.teams.engineering.id];
  const screen = await render(
    <Around kit={kit}>
      <PlintoRealtime>
        <Teams orgId={orgId} teamId={teamId} />
        <PlintoDevtools initialIsOpen />
      </PlintoRealtime>
    </Around>,
  );
  await screen.getByRole("tab", { name: "Events" }).click();
  const row = (name: RegExp) => screen.getByRole("row", { name });
  await expect.element(screen.getByText(/^The connection is open\. user: live, organization: live, audit: live/)).toBeVisible();
  await expect.element(row(/ organization heard from here on stale: .*organizations\.teams\.list/).first()).toBeVisible();
  await expect.poll(() => kit.cache.isFetching()).toBe(0);

  const others = createPlinto(kit.mock.as("grace", { organization: "acme" }));
  await others.organizations.teams.update({ orgId, teamId, name: "Builders" });
  await expect.element(row(/ organization, audit team\.updated shown: organizations\.teams\.get; stale: organizations\.teams\.list$/)).toBeVisible();
  await others.invitations.create({ email: "lin@example.test", role: "viewer" });
  await expect.element(row(/ invitation\.created nothing that is held$/)).toBeVisible();
  await kit.plinto.organizations.teams.create({ orgId, name: "Night shift" });
  await expect.element(row(/ team\.created this page did it$/)).toBeVisible();

  kit.mock.realtime.cut();
  await others.organizations.teams.create({ orgId, name: "Missed" });
  kit.mock.realtime.truncateHistory(`organization:${orgId}`);
  await expect.element(row(/ organization gap: history stale: .*organizations\.teams\.list/)).toBeVisible();
  await kit.plinto.auth.switchOrganization({ organizationId: null });
  await expect.element(screen.getByText("The connection is open. user: live", { exact: true })).toBeVisible();
  expect(screen.getByRole("complementary", { name: "Plinto devtools" }).element().textContent).not.toMatch(/eyJ|lin@example/);
});

test("where nothing listens the panel says so", async () => {
  const screen = await open(kitOf("ada"));
  await screen.getByRole("tab", { name: "Events" }).click();
  await expect.element(screen.getByText("There is no <PlintoRealtime> around this panel, so no live events are heard here.")).toBeVisible();
});
