import { createPlinto } from "@plinto/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense } from "react";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { App, clientOf } from "../../../docs/snippets/react/app.tsx";
import { LiveApp } from "../../../docs/snippets/react/live.tsx";
import { Invitations, Members, Title } from "../../../docs/snippets/react/team.tsx";
import { Around, kitOf } from "./support/kit.tsx";

test("the application of the guide signs somebody in, with a second factor, shows what she may, and signs her out", async () => {
  const { mock, plinto } = kitOf();
  const { email, password } = mock.seed.users.mary;
  const screen = await render(<App plinto={plinto} />);
  await screen.getByLabelText("E-mail").fill(email);
  await screen.getByLabelText("Password").fill("wrong");
  await screen.getByRole("button", { name: "Sign in" }).click();
  await expect.element(screen.getByRole("alert")).toHaveTextContent("That is not right.");
  await screen.getByLabelText("E-mail").fill(email);
  await screen.getByLabelText("Password").fill(password);
  await screen.getByRole("button", { name: "Sign in" }).click();
  await screen.getByLabelText("Code of your app").fill(mock.totp("mary"));
  await screen.getByRole("button", { name: "Go on" }).click();
  await expect.element(screen.getByRole("heading")).toHaveTextContent("Hello Mary Jackson");
  await expect.element(screen.getByText("Ask an admin to invite people.")).toBeVisible();
  await plinto.auth.switchOrganization({ organizationId: mock.seed.organizations.globex.id });
  await expect.element(screen.getByText("You are at Globex.")).toBeVisible();
  await expect.element(screen.getByRole("link", { name: "Invite people" })).toBeVisible();
  await screen.getByRole("button", { name: "Sign out" }).click();
  await expect.element(screen.getByLabelText("E-mail")).toBeVisible();
});

test("the client of the guide keeps its session in the browser", () => {
  expect(clientOf("https://api.plinto.test", "pk_test_x").session.status).toBe("signed-out");
});

test("the team page of the guide reads page after page, changes at once, and asks nothing for what is not known", async () => {
  const kit = kitOf("ada", { organization: "acme" });
  const orgId = kit.mock.seed.organizations.acme.id;
  const page: ReactNode = (
    <Around kit={kit}>
      <Suspense fallback={<p>Loading the title…</p>}>
        <Title orgId={orgId} />
      </Suspense>
      <Members orgId={orgId} />
      <Invitations orgId={undefined} />
    </Around>
  );
  const screen = await render(<QueryClientProvider client={new QueryClient()}>{page}</QueryClientProvider>);
  await screen.getByRole("button", { name: "More" }).click();
  const list = screen.getByRole("list", { name: "Members" });
  await expect.poll(() => list.element().textContent).toContain("Vera Rubin viewer");
  await screen.getByRole("button", { name: "Make Vera Rubin an admin" }).click();
  await expect.poll(() => list.element().textContent).toContain("Vera Rubin admin");
  await screen.getByRole("button", { name: "Rename" }).click();
  await expect.element(screen.getByRole("heading", { name: "Acme Labs Rename" })).toBeVisible();
  expect(kit.asked).not.toContain("listInvitations");
});

test("the live page of the guide shows what others do, and tells it", async () => {
  const { mock, plinto, cache } = kitOf("ada", { organization: "acme" });
  const orgId = mock.seed.organizations.acme.id;
  const screen = await render(<LiveApp plinto={plinto} queryClient={cache} orgId={orgId} />);
  await expect.element(screen.getByRole("list", { name: "Activity" })).toBeInTheDocument();
  await expect.element(screen.getByRole("status")).not.toBeInTheDocument();
  await createPlinto(mock.as("grace", { organization: "acme" })).organizations.teams.create({ orgId, name: "Night shift" });
  await expect.element(screen.getByRole("list", { name: "Teams" })).toMatchTextContent("Night shift");
  await expect.element(screen.getByRole("list", { name: "Activity" })).toHaveTextContent("Night shift was created");
});
