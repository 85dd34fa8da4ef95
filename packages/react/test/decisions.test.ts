import { type Plinto, createPlinto } from "@plinto/core";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { expect, test } from "vitest";
import { loadInitialState } from "../src/index.ts";
import { createDecisions, questionKey } from "../src/permissions/decisions.ts";

interface Stand {
  readonly mock: Mock<AcmeSeed>;
  readonly plinto: Plinto;
  readonly asked: string[];
  readonly lines: string[];
  readonly orgId: string;
  /** As a gate of the session that is there now. */
  readonly keyOf: (permission: string, organizationId?: string) => string;
}

async function stand(person: "ada" | "bob" | "vera"): Promise<Stand> {
  const mock = createMock() as Mock<AcmeSeed>;
  const lines: string[] = [];
  const plinto = createPlinto({ ...mock.connect(), retry: { retries: 0 }, logger: { write: ({ message }) => void lines.push(message) } });
  const orgId = mock.seed.organizations.acme.id;
  const { email, password } = mock.seed.users[person];
  await plinto.auth.signIn({ email, password, organizationId: orgId });
  const asked: string[] = [];
  plinto.hooks.on("request", ({ call }) => void asked.push(call.operationId ?? call.path));
  const keyOf = (permission: string, organizationId = orgId): string => questionKey(plinto.session.current!.id, { permission, organizationId });
  return { mock, plinto, asked, lines, orgId, keyOf };
}

/** Bound to the request of somebody, as on a server. */
async function request({ mock, plinto, lines }: Stand): Promise<Plinto> {
  const { storage: _, ...transport } = mock.connect();
  return createPlinto({ ...transport, retry: { retries: 0 }, logger: { write: ({ message }) => void lines.push(message) } }).withSession(
    (await plinto.session.getToken())!,
  );
}

const UNKNOWN = (name: string): string =>
  `The server knows no permission "${name}": look for its name among plinto.rbac.listPermissions(), or write a policy about a name of your own, with an area that Plinto has not; the type Permission lets the compiler check it`;

// One organization that she had left gave every gate of the page an error.
test("an organization that does not answer leaves the gates of the others alone", async () => {
  const { plinto, keyOf } = await stand("ada");
  const decisions = createDecisions(plinto);
  const [here, gone] = [keyOf("members:invite"), keyOf("members:invite", "org_00000000000000000000000000")];
  decisions.want(here);
  decisions.want(gone);
  await expect.poll(() => [decisions.read(here).value?.allowed, (decisions.read(gone).error as { code?: string })?.code]).toEqual([true, "not_found"]);
});

// Bob was suspended while he was away: the gate said what it had said in his session before.
test("who signs in again is asked about anew", async () => {
  const own = await stand("bob");
  const decisions = createDecisions(own.plinto);
  const before = own.keyOf("members:read");
  const stop = decisions.want(before);
  await expect.poll(() => decisions.read(before).value?.allowed).toBe(true);
  stop();
  await own.plinto.auth.signOut();
  const ada = createPlinto(own.mock.as("ada", { organization: "acme" }));
  await ada.organizations.members.suspend({ orgId: own.orgId, userId: own.mock.seed.users.bob.id });
  const { email, password } = own.mock.seed.users.bob;
  await own.plinto.auth.signIn({ email, password });
  const after = own.keyOf("members:read");
  expect(decisions.read(after)).toEqual({});
  decisions.want(after);
  await expect.poll(() => (decisions.read(after).error as { code?: string })?.code).toBe("member_suspended");
});

test("any number of questions is asked, a hundred at a time, also ahead on a server", async () => {
  const own = await stand("ada");
  const decisions = createDecisions(own.plinto);
  const keys = Array.from({ length: 101 }, (_, index) =>
    questionKey("ses_1", { permission: "members:read", organizationId: own.orgId, resource: { type: "document", id: `${index}` } }),
  );
  for (const key of keys) decisions.want(key);
  await expect.poll(() => keys.filter((key) => decisions.read(key).value?.allowed).length).toBe(101);
  expect(own.asked.filter((id) => id === "checkPermissionsBatch")).toHaveLength(2);
  const { decisions: ahead } = await loadInitialState(await request(own), { permissions: Array.from({ length: 101 }, () => "members:read" as const) });
  expect(ahead).toMatchObject({ "members:read": { allowed: true } });
});

// A name that the type allows was refused as unknown, and took the whole page along.
test("about a name of one's own policies decide, in a gate and ahead: what none allows is denied", async () => {
  const own = await stand("bob");
  const ada = createPlinto(own.mock.as("ada", { organization: "acme" }));
  await ada.policies.create({
    name: "Reports",
    document: { effect: "allow", actions: ["reports:read"], resources: ["organization:*"], subjects: ["role:member"] },
  });
  const decisions = createDecisions(own.plinto);
  const names = ["reports:read", "reports:write", "members:read"];
  for (const name of names) decisions.want(own.keyOf(name));
  await expect.poll(() => names.map((name) => decisions.read(own.keyOf(name)).value?.reason)).toEqual(["policy_allow", "default_deny", "granted"]);
  const state = await loadInitialState(await request(own), { permissions: names as "members:read"[] });
  expect(Object.entries(state.decisions!).map(([name, { allowed }]) => [name, allowed])).toEqual([
    ["reports:read", true],
    ["reports:write", false],
    ["members:read", true],
  ]);
  expect(own.lines).toEqual([]);
});

test("a name that nobody can know is told with what to do, also ahead, and spoils no other answer", async () => {
  const own = await stand("ada");
  const state = await loadInitialState(await request(own), { permissions: ["members:invte", "members:invite", "reports"] as "members:invite"[] });
  expect(state.decisions).toMatchObject({
    "members:invte": { allowed: false, reason: "unknown_permission" },
    "members:invite": { allowed: true, reason: "granted" },
    reports: { allowed: false, reason: "unknown_permission" },
  });
  expect(own.lines).toEqual([UNKNOWN("members:invte"), UNKNOWN("reports")]);
});

// A suspended member, or who stands in an organization that was deleted, got no page at all.
test("where only what she may cannot be had, initial state is there without it", async () => {
  for (const change of ["suspend", "delete", "fault"] as const) {
    const own = await stand("bob");
    const client = await request(own);
    const ada = createPlinto(own.mock.as("ada", { organization: "acme" }));
    if (change === "suspend") await ada.organizations.members.suspend({ orgId: own.orgId, userId: own.mock.seed.users.bob.id });
    if (change === "delete") await ada.organizations.delete({ orgId: own.orgId });
    if (change === "fault") own.mock.faults.add({ operation: "checkPermissionsBatch", status: 503 });
    const state = await loadInitialState(client, { permissions: ["members:invite"] });
    expect([state.session?.user.name, state.session?.organizationId, "decisions" in state]).toEqual(["Bob Kahn", own.orgId, false]);
    expect(own.lines).toEqual(["What the person may could not be asked ahead: gates ask for it in the browser"]);
  }
});

test("a token that is refused when permissions are asked for is nobody", async () => {
  const own = await stand("bob");
  own.mock.faults.add({ operation: "checkPermissionsBatch", code: "session_revoked" } as never);
  expect(await loadInitialState(await request(own), { permissions: ["members:invite"] })).toEqual({ session: null });
});
