import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPlinto, type Plinto } from "@plinto/core";
import { expect, onTestFinished, test } from "vitest";
import { isAt, type Person, visitAs } from "./support/person.ts";
import { serveSite, type Site } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

/** Something that happens elsewhere, and what shows it to Ada, who only looks at her page. */
interface Scene {
  readonly path: string;
  /** The id of the one thing that the page is about. */
  readonly of?: (world: World) => string | Promise<string>;
  /** What shows that the page is there. */
  readonly sign: string;
  readonly act: (world: World) => Promise<unknown>;
  /** What shows that it was heard. */
  readonly after: string | RegExp;
}

interface World {
  readonly site: Site;
  readonly orgId: string;
  /** An admin of the same organization, at a computer of her own. */
  readonly grace: Plinto;
  /** Ada herself, on another device. */
  readonly phone: Plinto;
}

/** An address that says to every delivery that it is gone: one attempt makes a dead letter. */
async function goneAddress(): Promise<string> {
  const receiver = createServer((_, response) => void response.writeHead(410).end()).listen(0, "127.0.0.1");
  onTestFinished(() => void receiver.close());
  await new Promise((resolve) => receiver.once("listening", resolve));
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/gone`;
}

const scenes: readonly Scene[] = [
  {
    path: "/organization",
    sign: "Figures",
    act: ({ grace, orgId }) => grace.organizations.update({ orgId, name: "Acme Labs" }),
    after: "Acme Labs",
  },
  {
    path: "/organization/members",
    sign: "Bob Kahn",
    act: ({ grace, orgId, site }) => grace.organizations.members.suspend({ orgId, userId: site.mock.seed.users.bob.id }),
    after: "suspended",
  },
  {
    path: "/organization/teams",
    sign: "Engineering",
    act: ({ grace, orgId }) => grace.organizations.teams.create({ orgId, name: "Harbour" }),
    after: "Harbour",
  },
  {
    path: "/organization/invitations",
    sign: "There is none.",
    act: ({ grace }) => grace.invitations.create({ email: "lin@example.test", role: "member" }),
    after: "lin@example.test",
  },
  {
    path: "/organization/roles",
    sign: "Editor",
    act: ({ grace }) => grace.roles.create({ name: "Auditor", permissions: ["org:read"] }),
    after: "Auditor",
  },
  {
    path: "/organization/api-keys",
    sign: "Nightly reports",
    act: ({ grace, orgId }) => grace.organizations.apiKeys.create({ orgId, name: "Importer", scopes: ["members:read"] }),
    after: "Importer",
  },
  {
    path: "/organization/webhooks",
    sign: "There is none.",
    act: ({ grace, orgId }) => grace.organizations.webhooks.create({ orgId, url: "https://hooks.acme.test/", events: ["team.*"] }),
    after: "https://hooks.acme.test/",
  },
  {
    path: "/organization/teams/",
    of: ({ site }) => site.mock.seed.teams.platform.id,
    sign: "Platform",
    act: ({ grace, orgId, site }) =>
      grace.organizations.teams.members.add({ orgId, teamId: site.mock.seed.teams.platform.id, userId: site.mock.seed.users.vera.id }),
    after: "Vera Rubin",
  },
  {
    path: "/organization/roles/",
    of: ({ site }) => site.mock.seed.roles.editor.id,
    sign: "Editor",
    act: ({ grace, site }) => grace.roles.update({ roleId: site.mock.seed.roles.editor.id, name: "Proofreader" }),
    after: "Proofreader",
  },
  {
    path: "/organization/webhooks/",
    of: async ({ grace, orgId }) => (await grace.organizations.webhooks.create({ orgId, url: await goneAddress(), events: ["team.*"] })).id,
    sign: "Deliveries",
    act: ({ grace, orgId }) => grace.organizations.teams.create({ orgId, name: "Harbour" }),
    after: "team.created",
  },
  {
    path: "/organization/dead-letters",
    sign: "everything was delivered",
    async act({ grace, orgId }) {
      await grace.organizations.webhooks.create({ orgId, url: await goneAddress(), events: ["team.*"] });
      await grace.organizations.teams.create({ orgId, name: "Harbour" });
    },
    after: "team.created",
  },
  {
    path: "/organization/activity",
    sign: "live",
    act: ({ grace, orgId }) => grace.organizations.teams.create({ orgId, name: "Harbour" }),
    after: /Harbour/,
  },
  {
    path: "/organization/audit-log",
    sign: "Filter",
    act: ({ grace, orgId }) => grace.organizations.teams.create({ orgId, name: "Harbour" }),
    after: "More has happened since.",
  },
  { path: "/account", sign: "New e-mail", act: ({ phone }) => phone.users.updateMe({ name: "Ada King" }), after: "Ada King" },
  {
    path: "/account/security",
    sign: "No authenticator app.",
    async act({ phone, site }) {
      const { factor } = await phone.mfa.totp.enroll();
      await phone.mfa.totp.activate({ factorId: factor.id, code: site.mock.totp("ada") });
    },
    after: "10 left",
  },
  {
    path: "/account/linked-accounts",
    sign: "google",
    async act({ phone }) {
      const [identity] = (await phone.identities.list()).data;
      await phone.identities.unlink({ identityId: identity!.id });
    },
    after: "None",
  },
  {
    path: "/account/sessions",
    sign: "this one",
    async act({ site }) {
      const { email, password } = site.mock.seed.users.ada;
      await createPlinto(site.mock.connect()).auth.signIn({ email, password }, { headers: { "user-agent": "Mozilla/5.0 (iPhone) Safari/605" } });
    },
    after: "Safari on iPhone",
  },
  {
    path: "/organizations",
    sign: "Nobody has invited you.",
    act: ({ site }) => createPlinto(site.mock.as("olga", { organization: "globex" })).invitations.create({ email: "ada@acme.test", role: "viewer" }),
    after: "Globex",
  },
];

/** Resolves when the page hears so many topics. */
async function hears({ mock }: Site, topics: number): Promise<void> {
  await expect.poll(() => mock.realtime.connections.flatMap((connection) => connection.topics).length).toBe(topics);
}

/** Resolves when what was read before the first word was read once more: from then on only an event can bring news. */
async function settles({ page }: Person, site: Site): Promise<void> {
  await hears(site, 5);
  await page.waitForLoadState("networkidle");
}

test.for(scenes)("$path shows what was done elsewhere, without a reload and without a look", async ({ path, of, sign, act, after }) => {
  const site = await serveSite(suite.built);
  const as = (person: string): Plinto => createPlinto(site.mock.as(person, { organization: "acme" }));
  const world: World = { site, orgId: site.mock.seed.organizations.acme.id, grace: as("grace"), phone: as("ada") };
  const ada = await visitAs(suite.browser, site, "ada", path + ((await of?.(world)) ?? ""));
  const text = (what: string | RegExp) => ada.page.locator("#main, header").getByText(what).filter({ visible: true }).first();
  await text(sign).waitFor();
  await settles(ada, site);
  expect(await text(after).count()).toBe(0);
  await act(world);
  await text(after).waitFor();
  expect(ada.told).toEqual([]);
});

test("StrictMode and two tabs make one socket, and signing out leaves nothing that listens", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/teams");
  await ada.page.getByText("Engineering").waitFor();
  await hears(site, 5);
  const other = await ada.page.context().newPage();
  await other.goto(`${site.url}/organization/activity`);
  await other.getByText("live", { exact: true }).waitFor();
  expect(site.mock.realtime.connections).toHaveLength(1);
  await createPlinto(site.mock.as("grace", { organization: "acme" })).organizations.teams.create({
    orgId: site.mock.seed.organizations.acme.id,
    name: "Harbour",
  });
  await ada.page.getByText("Harbour").waitFor();
  await other.getByRole("list", { name: "Activity" }).getByRole("listitem").filter({ hasText: "Harbour" }).waitFor();
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await isAt({ page: other, told: [] }, "Sign in");
  await hears(site, 0);
  expect(ada.told).toEqual([]);
});

async function goOffline({ page }: Person, { mock }: Site): Promise<void> {
  await page.context().setOffline(true);
  await page.getByText("You are offline.").waitFor();
  // What is said of a network that is gone does not end sockets that are open.
  mock.realtime.cut();
}

test("the audit log says that it has grown, and shows it to who asks", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/audit-log");
  const rows = ada.page.getByRole("list", { name: "Audit log" }).getByRole("listitem");
  await rows.first().waitFor();
  await settles(ada, site);
  const { teams } = createPlinto(site.mock.as("grace", { organization: "acme" })).organizations;
  await teams.create({ orgId: site.mock.seed.organizations.acme.id, name: "Harbour" });
  await ada.page.getByRole("button", { name: "Show it" }).click();
  await rows.filter({ hasText: "team.created" }).waitFor();
  expect(await ada.page.getByText("More has happened since.").count()).toBe(0);
  expect(ada.told).toEqual([]);
});

test.for(["still remembers", "has forgotten"])(
  "activity says when it hears nothing, and then has what it missed once, where the server %s it",
  async (memory) => {
    const site = await serveSite(suite.built);
    const orgId = site.mock.seed.organizations.acme.id;
    const ada = await visitAs(suite.browser, site, "ada", "/organization/activity");
    await ada.page.getByText("live", { exact: true }).waitFor();
    await goOffline(ada, site);
    await ada.page.getByText("waiting", { exact: true }).waitFor();
    const { teams } = createPlinto(site.mock.as("grace", { organization: "acme" })).organizations;
    await teams.create({ orgId, name: "Harbour" });
    if (memory === "has forgotten") site.mock.realtime.truncateHistory(`audit:${orgId}`);
    await ada.page.context().setOffline(false);
    await ada.page.getByText("live", { exact: true }).waitFor();
    await teams.create({ orgId, name: "Lighthouse" });
    const rows = ada.page.getByRole("list", { name: "Activity" }).getByRole("listitem");
    await rows.filter({ hasText: "Lighthouse" }).waitFor();
    expect(await rows.filter({ hasText: "Harbour" }).count()).toBe(1);
    expect(ada.told).toEqual([]);
  },
);

test.for(["still remembers", "has forgotten"])("who was offline sees what has happened meanwhile, where the server %s it", async (memory) => {
  const site = await serveSite(suite.built);
  const orgId = site.mock.seed.organizations.acme.id;
  const ada = await visitAs(suite.browser, site, "ada", "/organization/teams");
  await ada.page.getByText("Engineering").waitFor();
  await hears(site, 5);
  await goOffline(ada, site);
  await createPlinto(site.mock.as("grace", { organization: "acme" })).organizations.teams.create({ orgId, name: "Harbour" });
  if (memory === "has forgotten") site.mock.realtime.truncateHistory(`organization:${orgId}`);
  expect(await ada.page.getByText("Harbour").count()).toBe(0);
  await ada.page.context().setOffline(false);
  await ada.page.getByText("Harbour").waitFor();
  await ada.page.getByText("You are offline.").waitFor({ state: "detached" });
  expect(ada.told).toEqual([]);
});

test.for([
  ["removed while she looks", "You are no longer in Acme."],
  ["suspended while she is offline", "You are suspended at Acme."],
] as const)("a member who is %s is led out of the organization by the page itself", async ([how, words]) => {
  const site = await serveSite(suite.built);
  const [orgId, userId] = [site.mock.seed.organizations.acme.id, site.mock.seed.users.vera.id];
  const vera = await visitAs(suite.browser, site, "vera", "/organization/teams");
  await vera.page.getByText("Engineering").waitFor();
  await hears(site, 2);
  const { members } = createPlinto(site.mock.as("ada", { organization: "acme" })).organizations;
  if (how === "removed while she looks") await members.remove({ orgId, userId });
  else {
    await goOffline(vera, site);
    await members.suspend({ orgId, userId });
    await vera.page.context().setOffline(false);
  }
  await vera.page.getByText(words).waitFor();
  await isAt(vera, "Organizations");
  await vera.page.getByRole("link", { name: "Teams" }).waitFor({ state: "detached" });
  await hears(site, 1);
  expect(await vera.page.getByText("Engineering").count()).toBe(0);
  expect(vera.told).toEqual([]);
});
