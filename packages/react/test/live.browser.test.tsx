import { createPlinto } from "@plinto/core";
import { type ReactNode, useState } from "react";
import { expect, test } from "vitest";
import type { Locator } from "vitest/browser";
import { render } from "vitest-browser-react";
import { Show, useAuth, useUser } from "../src/index.ts";
import { useGetTeam, useListTeams } from "../src/query/index.ts";
import { type LiveTopic, PlintoRealtime, useEvents, useRealtime } from "../src/realtime/index.ts";
import { type Acme, Around, type Kit, kitOf } from "./support/kit.tsx";

function Teams({ orgId, teamId }: { readonly orgId: string; readonly teamId: string }): ReactNode {
  const { data } = useListTeams({ orgId });
  const { data: team } = useGetTeam({ orgId, teamId });
  const { status, topics, refused } = useRealtime();
  const { signOut } = useAuth();
  return (
    <>
      <output aria-label="teams">{data?.data.map(({ name }) => name).join(", ")}</output>
      <output aria-label="team">{team?.name}</output>
      <output aria-label="live">{`${status}: ${topics.join(" ")}`}</output>
      <output aria-label="refused">{refused.join(" ")}</output>
      <Show when={{ permission: "teams:manage" }} fallback={<p>may not</p>}>
        <p>may</p>
      </Show>
      <button onClick={() => void signOut()}>Sign out</button>
    </>
  );
}

function Activity({ topic = "organization" }: { readonly topic?: LiveTopic }): ReactNode {
  const { events, hearing, hasGap } = useEvents(topic, { limit: 2 });
  return <output aria-label="activity">{`${hearing} ${hasGap ? "gap " : ""}${events.map(({ type }) => type).join(", ")}`}</output>;
}

interface Page {
  readonly kit: Kit;
  readonly orgId: string;
  readonly teamId: string;
  /** What this person sees. */
  readonly screen: Locator;
  unmount(): Promise<void>;
}

/** A page of somebody in Acme, under StrictMode, on a mock that others may share. */
async function page(person: string, children?: ReactNode, mock?: Acme): Promise<Page> {
  const kit = kitOf(person, { organization: "acme", ...(mock && { mock }) });
  const { organizations, teams } = kit.mock.seed;
  const [orgId, teamId] = [organizations.acme.id, teams.engineering.id];
  const screen = await render(
    <Around kit={kit}>
      <PlintoRealtime>
        <section aria-label={person}>
          <Teams orgId={orgId} teamId={teamId} />
          {children}
        </section>
      </PlintoRealtime>
    </Around>,
  );
  return { kit, orgId, teamId, screen: screen.getByRole("region", { name: person }), unmount: () => screen.unmount() };
}

const live = (topics: string): RegExp => new RegExp(`^open: ${topics}$`);

test("two people see each other's changes without reading all anew", async () => {
  const ada = await page("ada");
  await expect.element(ada.screen.getByLabelText("live")).toMatchTextContent(live("user organization audit policy webhook"));
  await expect.poll(() => ada.kit.asked.filter((id) => id === "listTeams").length).toBeGreaterThan(1);
  await expect.poll(() => ada.kit.cache.isFetching()).toBe(0);
  ada.kit.asked.length = 0;
  const { orgId, teamId } = ada;
  const bob = await page("grace", undefined, ada.kit.mock);
  await expect.element(bob.screen.getByLabelText("teams")).toMatchTextContent("Engineering");
  await bob.kit.plinto.organizations.teams.update({ orgId, teamId, name: "Builders" });
  await expect.element(ada.screen.getByLabelText("team", { exact: true })).toMatchTextContent("Builders");
  await expect.element(ada.screen.getByLabelText("teams")).toMatchTextContent("Builders");
  expect(ada.kit.asked).toEqual(["listTeams"]);
  await ada.kit.plinto.organizations.teams.update({ orgId, teamId, name: "Makers" });
  await expect.element(bob.screen.getByLabelText("teams")).toMatchTextContent("Makers");
});

test("StrictMode opens one socket, and leaving the page closes it", async () => {
  const { kit, screen, unmount } = await page("ada", <Activity />);
  await expect.element(screen.getByLabelText("live")).toMatchTextContent(live("user organization audit policy webhook"));
  expect(kit.mock.realtime.connections).toHaveLength(1);
  await unmount();
  await expect.poll(() => kit.mock.realtime.connections).toEqual([]);
});

test("activity is shown as it happens, the newest first, and begins anew for somebody else", async () => {
  const { kit, orgId, screen } = await page("ada", <Activity />);
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent(/^live$/);
  const others = createPlinto(kit.mock.as("ada", { organization: "acme" }));
  const team = await others.organizations.teams.create({ orgId, name: "Night shift" });
  await others.organizations.teams.update({ orgId, teamId: team.id, name: "Late shift" });
  await others.organizations.teams.delete({ orgId, teamId: team.id });
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent(/^live team\.deleted, team\.updated$/);
  await kit.plinto.auth.switchOrganization({ organizationId: null });
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent(/^none$/);
});

test("what a person may not hear is told, and heard when the role is another one; her gates follow", async () => {
  const { kit, orgId, screen } = await page("vera", <Activity topic="audit" />);
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent("refused");
  await expect.element(screen.getByText("may not")).toBeVisible();
  const owner = createPlinto(kit.mock.as("ada", { organization: "acme" }));
  await owner.organizations.members.update({ orgId, userId: kit.mock.seed.users.vera.id, role: "admin" });
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent(/^live/);
  await expect.element(screen.getByText("may", { exact: true })).toBeVisible();
});

test("signing out ends what is heard, and nothing is read after it", async () => {
  const { kit, orgId, screen } = await page("ada", <Activity />);
  await expect.element(screen.getByLabelText("live")).toMatchTextContent(live("user organization audit policy webhook"));
  await screen.getByRole("button", { name: "Sign out" }).click();
  await expect.element(screen.getByLabelText("live")).toMatchTextContent(/^(signed-out|idle):$/);
  await expect.poll(() => kit.mock.realtime.connections.flatMap(({ topics }) => topics)).toEqual([]);
  kit.asked.length = 0;
  const others = createPlinto(kit.mock.as("ada", { organization: "acme" }));
  await others.organizations.teams.create({ orgId, name: "Night shift" });
  expect(kit.asked.filter((id) => id === "listTeams")).toEqual([]);
});

test("after a gap a page shows what it has missed, and its activity says that something is missing", async () => {
  const { kit, orgId, screen } = await page("ada", <Activity />);
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent(/^live$/);
  const others = createPlinto(kit.mock.as("ada", { organization: "acme" }));
  await others.organizations.teams.create({ orgId, name: "Seen" });
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent("live team.created");
  kit.mock.realtime.cut();
  await others.organizations.teams.create({ orgId, name: "Missed" });
  kit.mock.realtime.truncateHistory(`organization:${orgId}`);
  await expect.element(screen.getByLabelText("teams")).toMatchTextContent("Missed");
  await expect.element(screen.getByLabelText("activity")).toMatchTextContent("live gap team.created");
});

function Profile(): ReactNode {
  const { user } = useUser();
  const [seen] = useState(() => ({ names: new Set<string>() }));
  if (user) seen.names.add(user.name ?? "");
  return <output aria-label="profile">{[...seen.names].join(" → ")}</output>;
}

test("a profile that was changed on another device is shown here", async () => {
  const { kit, screen } = await page("ada", <Profile />);
  await expect.element(screen.getByLabelText("live")).toMatchTextContent(live("user organization audit policy webhook"));
  await createPlinto(kit.mock.as("ada")).users.updateMe({ name: "Countess" });
  await expect.element(screen.getByLabelText("profile")).toMatchTextContent("Ada Lovelace → Countess");
});
