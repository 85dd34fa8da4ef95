import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import type { ReactNode } from "react";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { type CanQuestion, Show, loadInitialState, useActiveOrganization, useCan } from "../src/index.ts";
import { Around, type Kit, kitOf } from "./support/kit.tsx";

function Can({ label, ...question }: { readonly label: string } & CanQuestion): ReactNode {
  const { allowed, reason } = useCan(question);
  return <output aria-label={label}>{`${allowed} ${reason}`}</output>;
}

async function gates(kit: Kit, children: ReactNode): Promise<Awaited<ReturnType<typeof render>>> {
  return render(<Around kit={kit}>{children}</Around>);
}

test("all gates of a page are asked in one call, and say why", async () => {
  const kit = kitOf("vera", { organization: "acme" });
  const screen = await gates(
    kit,
    <>
      <Can label="invite" permission="members:invite" />
      <Can label="read" permission="members:read" />
      <Can label="update" operation="updateMember" />
      <Can label="own" operation="updateMe" />
    </>,
  );
  await expect.element(screen.getByLabelText("invite")).toHaveTextContent("false not_granted");
  await expect.element(screen.getByLabelText("read")).toHaveTextContent("true granted");
  await expect.element(screen.getByLabelText("update")).toHaveTextContent("false not_granted");
  await expect.element(screen.getByLabelText("own")).toHaveTextContent("true granted");
  expect(kit.asked.filter((id) => id === "checkPermissionsBatch")).toHaveLength(1);
});

test("nobody may, and who stands in no organization is told so", async () => {
  const nobody = await gates(kitOf(), <Can label="invite" permission="members:invite" />);
  await expect.element(nobody.getByLabelText("invite")).toHaveTextContent("false signed_out");
  await nobody.unmount();
  const kit = kitOf("bob");
  const { globex } = kit.mock.seed.organizations;
  const screen = await gates(
    kit,
    <>
      <Can label="here" permission="members:read" />
      <Can label="there" permission="members:read" organizationId={globex.id} />
    </>,
  );
  await expect.element(screen.getByLabelText("here")).toHaveTextContent("false no_organization");
  await expect.element(screen.getByLabelText("there")).toHaveTextContent("true granted");
});

test("a permission that the server does not know is told with what to do, and spoils no other answer", async () => {
  const lines: string[] = [];
  const kit = kitOf("ada", { organization: "acme", client: { logger: { write: ({ message }) => void lines.push(message) } } });
  const screen = await gates(
    kit,
    <>
      <Can label="wrong" permission={"members:teleport" as "members:read"} />
      <Can label="right" permission="members:read" />
    </>,
  );
  await expect.element(screen.getByLabelText("wrong")).toHaveTextContent("false unknown_permission");
  await expect.element(screen.getByLabelText("right")).toHaveTextContent("true granted");
  expect(lines).toEqual([
    'The server knows no permission "members:teleport": look for its name among plinto.rbac.listPermissions(), or write a policy about a name of your own, with an area that Plinto has not; the type Permission lets the compiler check it',
  ]);
});

test("a role that somebody was given shows at once what it allows", async () => {
  const mock = createMock();
  const kit = kitOf("grace", { organization: "acme", mock });
  const screen = await gates(kit, <Can label="delete" permission="org:delete" />);
  await expect.element(screen.getByLabelText("delete")).toHaveTextContent("false not_granted");
  const ada = createPlinto(mock.as("ada"));
  const orgId = mock.seed.organizations.acme.id;
  await ada.organizations.members.update({ orgId, userId: mock.seed.users.grace.id, role: "owner" });
  // A change of her own that the description says to touch permissions.
  await kit.plinto.organizations.members.update({ orgId, userId: mock.seed.users.vera.id, role: "member" });
  await expect.element(screen.getByLabelText("delete")).toHaveTextContent("true granted");
});

test("what somebody else has changed is known when the page is looked at or online again", async () => {
  const mock = createMock();
  const kit = kitOf("grace", { organization: "acme", mock });
  function Where(): ReactNode {
    return <output aria-label="where">{useActiveOrganization().organization?.name}</output>;
  }
  const screen = await gates(
    kit,
    <>
      <Can label="delete" permission="org:delete" />
      <Where />
    </>,
  );
  await expect.element(screen.getByLabelText("delete")).toHaveTextContent("false not_granted");
  await expect.element(screen.getByLabelText("where")).toHaveTextContent("Acme");
  const ada = createPlinto(mock.as("ada", { organization: "acme" }));
  const orgId = mock.seed.organizations.acme.id;
  await ada.organizations.members.update({ orgId, userId: mock.seed.users.grace.id, role: "owner" });
  await ada.organizations.update({ orgId, name: "Acme Labs" });
  document.dispatchEvent(new Event("visibilitychange"));
  await expect.element(screen.getByLabelText("delete")).toHaveTextContent("true granted");
  await expect.element(screen.getByLabelText("where")).toHaveTextContent("Acme Labs");
  await ada.organizations.update({ orgId, name: "Paper Boats" });
  window.dispatchEvent(new Event("online"));
  await expect.element(screen.getByLabelText("where")).toHaveTextContent("Paper Boats");
  // Who is gone asks nothing.
  await screen.unmount();
  const before = kit.asked.length;
  document.dispatchEvent(new Event("visibilitychange"));
  await Promise.resolve();
  expect(kit.asked).toHaveLength(before);
});

test("while the server does not answer nothing is claimed, and the reason is its error", async () => {
  const kit = kitOf("ada", { organization: "acme", client: { retry: { retries: 0 } } });
  kit.mock.faults.add({ operation: "checkPermissionsBatch", status: 503 });
  const screen = await gates(kit, <Can label="invite" permission="members:invite" />);
  await expect.element(screen.getByLabelText("invite")).toHaveTextContent("undefined maintenance");
});

test("a gate shows one side, by permission, by role or a higher one, and follows a switch of the organization", async () => {
  const kit = kitOf("bob", { organization: "acme" });
  function Switch(): ReactNode {
    const { switchTo, role } = useActiveOrganization();
    return <button onClick={() => void switchTo(null)}>{`Leave as ${role}`}</button>;
  }
  const screen = await gates(
    kit,
    <>
      <output aria-label="may">
        <Show when={{ permission: "members:manage" }} fallback="may not" pending="asking">
          may
        </Show>
      </output>
      <output aria-label="viewer">
        <Show when={{ role: "viewer" }} fallback="no">
          yes
        </Show>
      </output>
      <output aria-label="admin">
        <Show when={{ role: "admin" }} fallback="no">
          yes
        </Show>
      </output>
      <Switch />
    </>,
  );
  await expect.element(screen.getByLabelText("may")).toHaveTextContent("may not");
  await expect.element(screen.getByLabelText("viewer")).toHaveTextContent("yes");
  await expect.element(screen.getByLabelText("admin")).toHaveTextContent("no");
  await screen.getByRole("button", { name: "Leave as member" }).click();
  await expect.element(screen.getByLabelText("viewer")).toHaveTextContent("no");
});

test("what a server asked ahead is shown at the first render, without asking twice", async () => {
  const kit = kitOf();
  // One session, on the server and in the browser.
  const connection = kit.mock.as("ada", { organization: "acme" });
  const onServer = createPlinto(connection);
  await onServer.session.ready();
  const initialState = await loadInitialState(onServer, { permissions: ["members:invite"] });
  const seen: (boolean | undefined)[] = [];
  function Gate(): ReactNode {
    const { allowed } = useCan({ permission: "members:invite" });
    seen.push(allowed);
    return null;
  }
  await render(
    <Around kit={{ ...kit, plinto: createPlinto(connection) }} initialState={initialState}>
      <Gate />
    </Around>,
  );
  await expect.poll(() => seen.length).toBeGreaterThan(1);
  expect(new Set(seen)).toEqual(new Set([true]));
});

// What a server had told of a session before the sign-out stood in the next one until the answer came.
test("what a server asked ahead is not claimed in another session of the same person", async () => {
  const kit = kitOf();
  const onServer = createPlinto(kit.mock.as("ada", { organization: "acme" }));
  await onServer.session.ready();
  const initialState = await loadInitialState(onServer, { permissions: ["members:invite"] });
  const plinto = createPlinto(kit.mock.as("ada", { organization: "acme" }));
  await plinto.session.ready();
  kit.mock.faults.add({ operation: "checkPermissionsBatch", status: 503 });
  const screen = await render(
    <Around kit={{ ...kit, plinto }} initialState={initialState}>
      <Can label="invite" permission="members:invite" />
    </Around>,
  );
  await expect.element(screen.getByLabelText("invite")).toHaveTextContent("undefined maintenance");
});
