import { createPlinto } from "@plinto/core";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { afterEach, expect, test } from "vitest";
import { createTokenVerifier as createAskingVerifier } from "../../src/index.ts";
import { createTokenVerifier } from "../../src/realtime.ts";
import { tokenOf } from "../support/people.ts";
import { type Stream, streamOf } from "../support/streams.ts";

const open: Stream[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});

async function live(options: Parameters<typeof streamOf>[1] = {}): Promise<Stream> {
  const stream = await streamOf(createMock() as Mock<AcmeSeed>, options);
  open.push(stream);
  return stream;
}

test("a user who is banned is refused within a second, by the event and without asking", async () => {
  const { mock, admin, verifier, heard, asked } = await live();
  const token = await tokenOf(mock, "bob", "acme");
  expect(await verifier.verify(token)).toMatchObject({ status: "valid" });
  const before = asked();
  const arrives = heard("user.banned");
  await admin.users.ban({ userId: mock.seed.users.bob.id, reason: "left" });
  const begun = performance.now();
  await arrives;
  expect(await verifier.verify(token)).toEqual({ status: "refused", reason: "user_banned", message: "The user is banned." });
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(asked()).toBe(before);
});

test("a token from before the stream is asked about once, and no other costs a call", async () => {
  const mock = createMock() as Mock<AcmeSeed>;
  const token = await tokenOf(mock, "ada", "acme");
  const stream = await streamOf(mock);
  open.push(stream);
  for (let visit = 0; visit < 5; visit++) expect(await stream.verifier.verify(token)).toMatchObject({ status: "valid" });
  expect(stream.asked()).toBe(1);
});

interface Scene {
  readonly title: string;
  readonly event: string;
  readonly person?: "ada" | "bob";
  readonly reason: string;
  act(stream: Stream, sessionId: string): Promise<unknown>;
}

const owner = ({ mock }: Stream): ReturnType<typeof createPlinto> => createPlinto(mock.as("ada", { organization: "acme" }));
const place = ({ mock }: Stream): { orgId: string; userId: string } => ({ orgId: mock.seed.organizations.acme.id, userId: mock.seed.users.bob.id });

const scenes: Scene[] = [
  { title: "revoked by the server", event: "session.revoked", reason: "session_revoked", act: ({ admin }, sessionId) => admin.sessions.revoke({ sessionId }) },
  { title: "banned", event: "user.banned", reason: "user_banned", act: (stream) => stream.admin.users.ban({ userId: place(stream).userId }) },
  { title: "deleted", event: "user.deleted", reason: "session_revoked", act: (stream) => stream.admin.users.delete({ userId: place(stream).userId }) },
  {
    title: "removed from the organization",
    event: "member.removed",
    reason: "organization_closed",
    act: (stream) => owner(stream).organizations.members.remove(place(stream)),
  },
  {
    title: "suspended there",
    event: "member.suspended",
    reason: "organization_closed",
    act: (stream) => owner(stream).organizations.members.suspend(place(stream)),
  },
  {
    title: "put out of it",
    event: "auth.organization_switched",
    reason: "organization_closed",
    act: (stream) => owner(stream).organizations.sessions.revokeAccess(place(stream)),
  },
];

test.each(scenes)("whose session or membership was $title is refused, as introspection refuses", async ({ event, reason, act }) => {
  const stream = await live();
  const { mock, verifier, heard } = stream;
  const asking = createAskingVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
  const token = await tokenOf(mock, "bob", "acme");
  const before = await verifier.verify(token);
  expect(before).toMatchObject({ status: "valid" });
  const arrives = heard(event);
  await act(stream, before.status === "valid" ? before.claims.sid : "");
  await arrives;
  const verdict = await verifier.verify(token);
  expect(verdict).toMatchObject({ status: "refused", reason });
  expect(await asking.verify(token)).toEqual(verdict);
});

test("who signs out is refused, and another session of hers goes on", async () => {
  const { mock, verifier, heard } = await live();
  const leaving = createPlinto(mock.as("bob"));
  const token = (await leaving.session.getToken())!;
  const other = await tokenOf(mock, "bob");
  const arrives = heard("session.revoked");
  await leaving.auth.signOut();
  await arrives;
  expect([await verifier.verify(token), await verifier.verify(other)]).toMatchObject([{ status: "refused", reason: "session_revoked" }, { status: "valid" }]);
});

test("a member who is removed keeps a session without the organization, and others keep theirs with it", async () => {
  const stream = await live();
  const { mock, verifier, heard } = stream;
  const bob = createPlinto(mock.as("bob", { organization: "acme" }));
  const [within, ada] = [(await bob.session.getToken())!, await tokenOf(mock, "ada", "acme")];
  const arrives = heard("member.removed");
  await owner(stream).organizations.members.remove(place(stream));
  await arrives;
  await bob.auth.switchOrganization({ organizationId: null });
  const without = (await bob.session.getToken())!;
  const verdicts = await Promise.all([within, without, ada].map((token) => verifier.verify(token)));
  expect(verdicts.map((verdict) => (verdict.status === "refused" ? verdict.reason : verdict.status))).toEqual(["organization_closed", "valid", "valid"]);
});

test("who is taken back is let in again, with a token from before as well", async () => {
  const stream = await live();
  const { mock, verifier, heard } = stream;
  const token = await tokenOf(mock, "bob", "acme");
  const [away, back] = [heard("member.suspended"), heard("member.restored")];
  await owner(stream).organizations.members.suspend(place(stream));
  await away;
  expect(await verifier.verify(token)).toMatchObject({ status: "refused" });
  await owner(stream).organizations.members.restore(place(stream));
  await back;
  expect(await verifier.verify(token)).toMatchObject({ status: "valid" });
});

test("a banned user stays refused when she is changed, and is let in when the ban is lifted", async () => {
  const { mock, admin, verifier, heard } = await live();
  const { id: userId } = mock.seed.users.bob;
  const token = await tokenOf(mock, "bob");
  const [banned, changed, lifted] = [heard("user.banned"), heard("user.updated"), heard("user.unbanned")];
  await admin.users.ban({ userId });
  await banned;
  await admin.users.update({ userId, name: "Robert Kahn" });
  await changed;
  const restore = mock.faults.add({ operation: "introspectSession", status: 503 });
  expect(await verifier.verify(token)).toMatchObject({ status: "refused", reason: "user_banned" });
  restore();
  await admin.users.unban({ userId });
  await lifted;
  expect(await verifier.verify(token)).toMatchObject({ status: "refused", reason: "session_revoked" });
  expect(await verifier.verify(await tokenOf(mock, "bob"))).toMatchObject({ status: "valid" });
});

test("the role is the present one as soon as it changes, for one call", async () => {
  const stream = await live();
  const { mock, verifier, heard, asked } = stream;
  const token = await tokenOf(mock, "bob", "acme");
  await verifier.verify(token);
  const before = asked();
  const arrives = heard("member.updated");
  await owner(stream).organizations.members.update({ ...place(stream), role: "viewer" });
  await arrives;
  for (let visit = 0; visit < 3; visit++) expect(await verifier.verify(token)).toMatchObject({ status: "valid", claims: { org_role: "viewer" } });
  expect(asked() - before).toBe(1);
});

test("a policy of the organization that a session does not meet is found by its event", async () => {
  const stream = await live();
  const { mock, admin, verifier, heard } = stream;
  const { orgId } = place(stream);
  const token = await tokenOf(mock, "bob", "acme");
  expect(await verifier.verify(token)).toMatchObject({ status: "valid" });
  const arrives = heard("organization.auth_policy_updated");
  const policy = await admin.organizations.authPolicy.get({ orgId });
  await admin.organizations.authPolicy.set({ orgId, allowedMethods: ["passkey"], mfa: policy.mfa, session: policy.session });
  await arrives;
  expect(await verifier.verify(token)).toMatchObject({ status: "refused", reason: "organization_closed" });
});

// Both events are about the factor, whose id was taken for its person's: nobody's tokens were asked about.
test.each<[string, (mary: ReturnType<typeof createPlinto>) => Promise<unknown>]>([
  ["mfa.factor_removed", async ({ mfa }) => mfa.factors.delete({ factorId: (await mfa.factors.list()).data.find(({ kind }) => kind === "totp")!.id })],
  ["passkey.removed", async ({ passkeys }) => passkeys.delete({ passkeyId: (await passkeys.list()).data[0]!.id })],
])("after %s a device that took the place of a second factor opens nothing any more", async (event, remove) => {
  const stream = await live();
  const { mock, admin, verifier, heard } = stream;
  const { id: orgId } = mock.seed.organizations.globex;
  const { email, password } = mock.seed.users.mary;
  const [proved, remembered] = [createPlinto(mock.connect()), createPlinto(mock.connect())];
  const headers = { "plinto-device": "laptop-of-mary-01" };
  await proved.auth.signIn({ email, password: password! }, { headers });
  await proved.auth.continueSignIn({ step: "mfa", proof: { kind: "totp", code: mock.totp("mary") }, rememberDevice: true }, { headers });
  await remembered.auth.signIn({ email, password: password!, organizationId: orgId }, { headers });
  const closed = heard("organization.auth_policy_updated");
  const policy = await admin.organizations.authPolicy.get({ orgId });
  await admin.organizations.authPolicy.set({ orgId, allowedMethods: policy.allowedMethods, mfa: "required", session: policy.session });
  await closed;
  const token = (await remembered.session.getToken())!;
  expect(await verifier.verify(token)).toMatchObject({ status: "valid", claims: { org_id: orgId } });
  const arrives = heard(event);
  await remove(proved);
  await arrives;
  expect(await verifier.verify(token)).toMatchObject({ status: "refused", reason: "organization_closed" });
});

test("an organization that is deleted closes to its members and not to its owners, until it is restored", async () => {
  const stream = await live();
  const { mock, verifier, heard } = stream;
  const { orgId } = place(stream);
  const tokens = [await tokenOf(mock, "bob", "acme"), await tokenOf(mock, "ada", "acme")];
  const verdicts = async (): Promise<string[]> =>
    (await Promise.all(tokens.map((token) => verifier.verify(token)))).map((verdict) => (verdict.status === "refused" ? verdict.reason : verdict.status));
  expect(await verdicts()).toEqual(["valid", "valid"]);
  const deleted = heard("organization.deleted");
  await owner(stream).organizations.delete({ orgId });
  await deleted;
  expect(await verdicts()).toEqual(["organization_closed", "valid"]);
  const restored = heard("organization.restored");
  await owner(stream).organizations.restore({ orgId });
  await restored;
  expect(await verdicts()).toEqual(["valid", "valid"]);
});

test("options that make no sense are refused at once, each with what to do", () => {
  const { verifierOptions, connect } = createMock();
  const { WebSocket } = connect();
  const { secretKey: _, ...keyless } = verifierOptions();
  const make = (options: object) => (): unknown => createTokenVerifier({ ...verifierOptions(), WebSocket, ...options });
  expect(() => createTokenVerifier({ ...keyless, WebSocket } as never)).toThrow('revocation: "stream" needs a secretKey: the API tells servers alone');
  expect(make({ revocation: "introspect" })).toThrow('revocation must be "stream": for others import createTokenVerifier from "@plinto/node"');
  expect(make({ silenceSeconds: 0 })).toThrow("silenceSeconds must be a number, 1 or more");
  expect(make({ onGap: "ask" })).toThrow("Unknown option onGap");
  expect(make({ WebSocket: 1 })).toThrow("This runtime has no WebSocket");
  expect(() => createAskingVerifier({ ...verifierOptions(), revocation: "stream" } as never)).toThrow(
    'revocation: "stream" is of another door: import createTokenVerifier from "@plinto/node/realtime"',
  );
});
