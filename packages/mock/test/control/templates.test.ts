import { expect, test } from "vitest";
import { signedIn } from "../api.ts";
import { served } from "./served.ts";

test("the templates are Plinto's own, in both languages, with a preview that has no variable left", async () => {
  const { control } = await served();
  const english = (await control.listTemplates()).data;
  expect(english.map(({ key }) => key)).toContain("invitation");
  const german = (await control.listTemplates({ locale: "de" })).data;
  expect(german.find(({ key }) => key === "otp")!.words.subject).toBe("Ihr Code zum Anmelden");
  for (const { preview, customized } of [...english, ...german]) {
    expect(`${preview.subject}${preview.text}${preview.html}`).not.toContain("{{");
    expect(customized).toBe(false);
  }
});

test("an organization's own words are shown as its own", async () => {
  const { mock, control } = await served();
  const organizationId = mock.seed.organizations["acme"]!.id;
  const ada = await signedIn(mock, "ada", { organization: organizationId });
  const set = await ada.put(`/v1/organizations/${organizationId}/email/templates/otp`, { subject: "{{code}} is your code", text: null, html: null });
  expect(set.status).toBe(200);
  const { data } = await control.listTemplates({ organizationId });
  expect(data.find(({ key }) => key === "otp")).toMatchObject({
    customized: true,
    words: { subject: "{{code}} is your code" },
    preview: { subject: "402913 is your code" },
  });
});

test("an organization that is not there has no templates", async () => {
  const { control, ask } = await served();
  await expect(control.listTemplates({ organizationId: "org_x" })).rejects.toMatchObject({
    code: "not_found",
    message: "There is no such organization in this world.",
  });
  expect(await (await ask("GET", "/__plinto/templates?locale=fr")).json()).toMatchObject({ code: "validation_failed", errors: [{ pointer: "/query/locale" }] });
});
