import { createPlinto } from "@plinto/core";
import { organizations, policies, users } from "@plinto/core/queries";
import { focusManager } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { type LivePage, type LivePageOptions, livePage } from "./support/live.ts";
import { within } from "./support/within.ts";

const open: LivePage[] = [];
afterEach(() => {
  focusManager.setFocused(undefined);
  for (const page of open.splice(0)) page.stop();
});

/** Ada's page, with what she reads of Acme, when everything is heard and what was read before it was read again. */
async function page(person = "ada", held?: LivePageOptions["held"]): Promise<LivePage & { orgId: string; others: ReturnType<typeof createPlinto> }> {
  const opened = await livePage(person, { organization: "acme", ...(held && { held }) });
  open.push(opened);
  const orgId = opened.mock.seed.organizations.acme.id;
  return { ...opened, orgId, others: createPlinto(opened.mock.as("ada", { organization: "acme" })) };
}

const everything = ["user", "organization", "audit", "policy", "webhook"] as const;

test("what somebody else changes is read again, and nothing that it does not touch", async () => {
  const { plinto, orgId, others, show, hears, until, forget, asked } = await page();
  const [teams, me, acme] = [
    await show(organizations.teams.list(plinto, { orgId })),
    await show(users.getMe(plinto)),
    await show(organizations.get(plinto, { orgId })),
  ];
  await hears(...everything);
  await until(() => asked.filter((id) => id === "listTeams").length > 1);
  await hears(...everything);
  forget();
  await others.organizations.teams.create({ orgId, name: "Night shift" });
  await until(() => teams()!.data.some(({ name }) => name === "Night shift"));
  await others.organizations.update({ orgId, name: "Acme Labs" });
  await until(() => acme()!.name === "Acme Labs");
  await others.organizations.teams.create({ orgId, name: "Late shift" });
  await until(() => teams()!.data.some(({ name }) => name === "Late shift"));
  expect(asked).toEqual(["listTeams", "listTeams"]);
  expect(me()).toMatchObject({ name: "Ada Lovelace" });
});

test("a thing that an event carries whole is shown without reading it, and one that was missed in between is read", async () => {
  const { plinto, mock, orgId, others, show, hears, until, forget, asked, cache } = await page();
  const teamId = mock.seed.teams.engineering.id;
  const team = await show(organizations.teams.get(plinto, { orgId, teamId }));
  await hears(...everything);
  await until(() => asked.filter((id) => id === "getTeam").length > 1);
  await hears(...everything);
  forget();
  await others.organizations.teams.update({ orgId, teamId, name: "Builders" });
  await until(() => team()!.name === "Builders");
  expect(asked).toEqual([]);
  const { queryKey } = organizations.teams.get(plinto, { orgId, teamId });
  cache.setQueryData(queryKey, { ...team()!, version: team()!.version - 1 });
  await others.organizations.teams.update({ orgId, teamId, name: "Makers" });
  await until(() => team()!.name === "Makers");
  expect(asked).toEqual(["getTeam"]);
});

test("what a page has changed itself is not read a second time because of its event", async () => {
  const { plinto, orgId, others, show, hears, until, forget, asked } = await page();
  const teams = await show(organizations.teams.list(plinto, { orgId }));
  await hears(...everything);
  await until(() => asked.filter((id) => id === "listTeams").length > 1);
  await hears(...everything);
  forget();
  await plinto.organizations.teams.create({ orgId, name: "Ours" });
  await until(() => teams()!.data.some(({ name }) => name === "Ours"));
  await others.organizations.teams.create({ orgId, name: "Theirs" });
  await until(() => teams()!.data.some(({ name }) => name === "Theirs"));
  expect(asked).toEqual(["createTeam", "listTeams", "listTeams"]);
});

test("a storm of events is few rounds of reading, and the last of them is shown", async () => {
  const { plinto, live, orgId, others, show, hears, until, forget, asked } = await page();
  const teams = await show(organizations.teams.list(plinto, { orgId, pageSize: 100 }));
  await hears(...everything);
  await until(() => asked.filter((id) => id === "listTeams").length > 1);
  await hears(...everything);
  forget();
  for (let each = 0; each < 40; each++) {
    const told = new Promise<void>((resolve) => {
      const stop = live.listen("organization", { event: () => void setImmediate(() => (stop(), resolve())), gap: () => {} });
    });
    await others.organizations.teams.create({ orgId, name: `Shift ${each}` });
    await within("an event", told);
  }
  await until(() => teams()!.data.some(({ name }) => name === "Shift 39"));
  expect(asked.length).toBeLessThanOrEqual(3);
});

test("a page that nobody looks at reads nothing, and reads once what it shows when it is seen again", async () => {
  const { plinto, orgId, others, show, hears, until, forget, asked, cache } = await page();
  const teams = await show(organizations.teams.list(plinto, { orgId }));
  await hears(...everything);
  await until(() => asked.filter((id) => id === "listTeams").length > 1);
  await hears(...everything);
  forget();
  focusManager.setFocused(false);
  const { queryKey } = organizations.teams.list(plinto, { orgId });
  for (const name of ["One", "Two"]) await others.organizations.teams.create({ orgId, name });
  await until(() => cache.getQueryState(queryKey)!.isInvalidated);
  expect(asked).toEqual([]);
  focusManager.setFocused(true);
  await until(() => teams()!.data.some(({ name }) => name === "Two"));
  expect(asked).toEqual(["listTeams"]);
});

test("a gap makes stale what the topic can touch, and nothing else", async () => {
  const { mock, plinto, orgId, others, show, hears, until, cache } = await page("bob");
  const globex = mock.seed.organizations.globex.id;
  const [own, foreign, me] = [organizations.teams.list(plinto, { orgId }), organizations.teams.list(plinto, { orgId: globex }), users.getMe(plinto)];
  await show(own);
  await hears("user", "organization");
  const staleness = (): (boolean | undefined)[] => [own, foreign, me].map(({ queryKey }) => cache.getQueryState(queryKey)?.isInvalidated);
  await until(() => cache.getQueryState(own.queryKey)!.dataUpdateCount > 1);
  await hears("user", "organization");
  cache.setQueryData(foreign.queryKey, {} as never);
  cache.setQueryData(me.queryKey, {} as never);
  focusManager.setFocused(false);
  expect(staleness()).toEqual([false, false, false]);
  mock.realtime.truncateHistory(`organization:${orgId}`);
  mock.realtime.cut();
  await others.organizations.teams.create({ orgId, name: "Missed" });
  mock.realtime.truncateHistory(`organization:${orgId}`);
  await until(() => staleness()[0] === true);
  expect(staleness()).toEqual([true, false, false]);
});

test("who may not hear a topic does without it, and hears it when the role is another one", async () => {
  const { mock, orgId, others, live, hears, until, gates } = await page("bob");
  await hears("user", "organization");
  await until(() => live.snapshot().hearing.audit === "refused");
  const before = gates.stale;
  await others.organizations.members.update({ orgId, userId: mock.seed.users.bob.id, role: "admin" });
  await hears("audit", "webhook", "policy");
  expect(gates.stale).toBeGreaterThan(before);
});

test("who loses the membership hears nothing of it any more, and reads again what is shown", async () => {
  const { mock, plinto, orgId, others, live, show, hears, until, forget, asked } = await page("bob");
  await show(organizations.get(plinto, { orgId }));
  await hears("user", "organization");
  await until(() => asked.filter((id) => id === "getOrganization").length > 1);
  forget();
  await others.organizations.members.remove({ orgId, userId: mock.seed.users.bob.id });
  await until(() => live.snapshot().hearing.organization === "refused");
  await until(() => asked.includes("getOrganization"));
});

test("signing out ends what is heard, and so does another organization, which is heard instead", async () => {
  const { mock, plinto, live, hears, until } = await page();
  await hears(...everything);
  const topics = (): string[] => mock.realtime.connections.flatMap((connection) => connection.topics.map(({ topic }) => topic)).sort();
  expect(topics()).toHaveLength(5);
  const created = await plinto.organizations.create({ name: "Second" });
  await plinto.auth.switchOrganization({ organizationId: created.id });
  await hears(...everything);
  expect(topics().filter((topic) => topic.endsWith(created.id))).toHaveLength(4);
  expect(topics()).toHaveLength(5);
  await plinto.auth.signOut();
  await until(() => live.snapshot().whose === "");
  expect(live.snapshot().hearing).toEqual({ user: "none", organization: "none", audit: "none", policy: "none", webhook: "none" });
  expect(topics()).toEqual([]);
});

test("an event that reaches a page by three topics is one round of reading", async () => {
  const { plinto, others, show, hears, until, forget, asked } = await page();
  const list = await show(policies.list(plinto));
  await hears(...everything);
  await until(() => asked.filter((id) => id === "listPolicies").length > 1);
  await hears(...everything);
  forget();
  await others.policies.create({ name: "No exports", document: { effect: "deny", actions: ["audit:export"], resources: ["*"] } });
  await until(() => list()!.data.some(({ name }) => name === "No exports"));
  await others.policies.create({ name: "No imports", document: { effect: "deny", actions: ["audit:export"], resources: ["*"] } });
  await until(() => list()!.data.some(({ name }) => name === "No imports"));
  expect(asked).toEqual(["listPolicies", "listPolicies"]);
});

test("a first read that is answered before an event and arrives after it is read again", async () => {
  const gate: { closed: Promise<void> | undefined } = { closed: undefined };
  const { plinto, orgId, others, cache, hears, until, show, asked } = await page("ada", (url) => (url.includes("/teams") ? gate.closed : undefined));
  await hears(...everything);
  let release = (): void => {};
  gate.closed = new Promise((resolve) => (release = resolve));
  const { queryKey } = organizations.teams.list(plinto, { orgId });
  const shown = show(organizations.teams.list(plinto, { orgId }));
  await plinto.users.getMe();
  await others.organizations.teams.create({ orgId, name: "Meanwhile" });
  await until(() => cache.getQueryState(queryKey)!.isInvalidated);
  release();
  const teams = await shown;
  await until(() => teams()!.data.some(({ name }) => name === "Meanwhile"));
  expect(asked.filter((id) => id === "listTeams")).toHaveLength(2);
});
