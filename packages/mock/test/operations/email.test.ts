import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emailVariables, renderTexts } from "../../src/domain/email/texts.ts";
import { standardWords } from "../../src/domain/email/words.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { asEnvironment, eventTypes, orgId, signedIn } from "../api.ts";

const templates = (mock: Mock, organization = "acme"): string => `/v1/organizations/${orgId(mock, organization)}/email/templates`;
const messages = (mock: Mock, organization = "acme"): string => `/v1/organizations/${orgId(mock, organization)}/email/messages`;

describe("templates", () => {
  test("are Plinto's own for every kind of e-mail until they are set", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");

    const first = await grace.get(`${templates(mock)}?pageSize=6`);
    const second = await grace.get(`${templates(mock)}?pageSize=6&cursor=${first.body.nextCursor}`);

    const kinds = [...first.body.data, ...second.body.data].map((template: { key: string }) => template.key);
    const security = ["credential_added", "credential_removed", "recovery_code_used", "recovery_codes_regenerated"];
    expect(kinds).toEqual(["email_verification", "password_reset", "magic_link", "otp", "invitation", "email_change", "password_changed", ...security]);
    expect(second.body.nextCursor).toBeNull();
    expect((await grace.get(`${templates(mock)}/otp`)).body).toMatchObject({
      key: "otp",
      customized: false,
      version: 1,
      variables: ["name", "code", "expiresIn"],
    });
  });

  test("are used for what is sent from then on, in this organization only", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const olga = await signedIn(mock, "olga");
    const since = mock.events.length;

    const answer = await grace.put(`${templates(mock)}/invitation`, { subject: "Join {{organization}}", text: "Here: {{ link }}", html: null });

    expect(answer).toMatchObject({ status: 200, body: { subject: "Join {{organization}}", customized: true, version: 2 } });
    expect(eventTypes(mock, since)).toEqual(["email_template.updated"]);
    await grace.post(`/v1/organizations/${orgId(mock, "acme")}/invite`, { email: "kay@newcomer.test" });
    const mail = mock.mailbox.latest({ to: "kay@newcomer.test" })!;
    expect(mail.subject).toBe("Join Acme");
    expect(mail.text).toBe(`Here: ${mail.link}`);
    expect(mail.html).toContain("Grace Hopper invites you");
    expect((await olga.get(`${templates(mock, "globex")}/invitation`)).body.customized).toBe(false);
  });

  test("return to Plinto's own with null, and go on counting", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const before = await ada.get(`${templates(mock)}/otp`);
    await ada.put(`${templates(mock)}/otp`, { subject: "Code", text: null, html: null });

    const answer = await ada.put(`${templates(mock)}/otp`, { subject: null, text: null, html: null });

    expect(answer.body).toMatchObject({ subject: before.body.subject, customized: false, version: 3 });
    expect(await ada.put(`${templates(mock)}/otp`, { subject: "Late", text: null, html: null }, { "if-match": before.headers.get("etag")! })).toMatchObject({
      status: 412,
      body: { code: "precondition_failed" },
    });
  });

  test.each([
    ["an unknown variable", { subject: "Hello {{nmae}}" }, "/subject", "unknown_variable"],
    ["a variable of another kind", { text: "{{ link }}" }, "/text", "unknown_variable"],
    ["braces without end", { html: "<p>{{ code </p>" }, "/html", "malformed_variable"],
    ["an expression", { html: "<p>{{ code.length }}</p>" }, "/html", "malformed_variable"],
  ])("are refused with %s, also in a preview", async (_, words, pointer, code) => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const refusal = { status: 422, body: { code: "template_invalid", errors: [{ pointer, code }] } };

    expect(await ada.put(`${templates(mock)}/otp`, { subject: null, text: null, html: null, ...words })).toMatchObject(refusal);
    expect(await ada.post(`${templates(mock)}/otp/preview`, words)).toMatchObject(refusal);
    expect((await ada.get(`${templates(mock)}/otp`)).body.version).toBe(1);
  });

  // Every message was in English, whatever language the settings and the preview named.
  test("speak the language of the organization, and in a preview any that is asked for", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const preview = async (locale?: string) => (await ada.post(`${templates(mock)}/invitation/preview`, locale === undefined ? {} : { locale })).body;
    const english = await ada.get(`${templates(mock)}/invitation`);
    expect((await preview("de-AT")).text).toContain("Die Einladung gilt 7 Tage.");

    await ada.patch(`/v1/organizations/${orgId(mock, "acme")}/settings`, { locale: "de" });

    const german = await ada.get(`${templates(mock)}/invitation`, { "if-none-match": english.headers.get("etag")! });
    expect(german).toMatchObject({ status: 200, body: { subject: "{{inviter}} lädt Sie zu {{organization}} ein", customized: false, version: 2 } });
    expect((await preview()).subject).toBe("Grace Hopper lädt Sie zu Acme ein");
    expect((await preview("en")).subject).toBe("Grace Hopper invites you to Acme");
    // Nobody has words in Finnish: the organization's language stands in.
    expect((await preview("fi")).subject).toBe("Grace Hopper lädt Sie zu Acme ein");
    await ada.post(`/v1/organizations/${orgId(mock, "acme")}/invite`, { email: "kay@newcomer.test" });
    expect(mock.mailbox.latest({ to: "kay@newcomer.test" })).toMatchObject({ subject: expect.stringMatching(/lädt Sie zu Acme ein$/) });
  });

  test("have the same variables in every language", () => {
    for (const [kind, variables] of Object.entries(emailVariables)) {
      for (const language of ["en", "de"] as const) {
        const { subject, text } = standardWords[language][kind]!;
        const used = new Set([...`${subject}${text}`.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));
        expect([...used].sort()).toEqual([...variables].sort());
      }
    }
    expect(Object.keys(standardWords.de)).toEqual(Object.keys(standardWords.en));
  });

  test("show in a preview what they would look like, and send nothing", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const since = mock.events.length;

    const inForce = await ada.post(`${templates(mock)}/invitation/preview`);
    const tried = await ada.post(`${templates(mock)}/invitation/preview`, { subject: "To {{ organization }}" });

    expect(inForce).toMatchObject({ status: 200, body: { subject: "Grace Hopper invites you to Acme" } });
    expect(tried.body).toMatchObject({ subject: "To Acme", text: inForce.body.text });
    expect(eventTypes(mock, since)).toEqual([]);
    expect(mock.mailbox.messages).toEqual([]);
  });

  test("are closed to members, other tenants and unknown kinds", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    const ada = await signedIn(mock, "ada");

    expect(await bob.get(templates(mock))).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await bob.put(`${templates(mock)}/otp`, { subject: null, text: null, html: null })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect(await ada.get(templates(mock, "globex"))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await ada.get(`${templates(mock)}/newsletter`)).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/path/key" }] },
    });
  });
});

describe("listEmailMessages", () => {
  test("tells how far what was sent for the organization has come, without its words", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    await ada.post(`/v1/organizations/${orgId(mock, "acme")}/invite`, { email: "one@newcomer.test" });
    await ada.post(`/v1/organizations/${orgId(mock, "acme")}/invite`, { email: "two@newcomer.test" });

    const answer = await ada.get(`${messages(mock)}?pageSize=1&sort=createdAt`);
    const next = await ada.get(`${messages(mock)}?pageSize=1&sort=createdAt&cursor=${answer.body.nextCursor}`);

    expect(answer.body.data).toMatchObject([
      { kind: "invitation", status: "delivered", maskedRecipient: "o•••@n•••.test", organizationId: orgId(mock, "acme") },
    ]);
    expect(next.body.data[0].maskedRecipient).toBe("t•••@n•••.test");
    expect(JSON.stringify(answer.body)).not.toMatch(/token|invites/);
    expect((await ada.get(`${messages(mock)}?kind=otp`)).body.data).toEqual([]);
    expect((await ada.get(`${messages(mock)}?status=bounced`)).body.data).toEqual([]);
    expect((await (await signedIn(mock, "olga")).get(messages(mock, "globex"))).body.data).toEqual([]);
    expect(await (await signedIn(mock, "vera")).get(messages(mock))).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect((await asEnvironment(mock).get(messages(mock))).body.data).toHaveLength(2);
  });
});

test("no value of a variable becomes markup, another variable or a second header line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const { subject, html, text } = renderTexts(
        { subject: "Hi {{name}}", text: "{{name}}|{{code}}", html: '<p title="{{name}}">{{ name }}</p>' },
        { name, code: "c" },
      );
      expect(subject).not.toMatch(/[\r\n]/);
      expect(text).toBe(`${name}|c`);
      expect(html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, "")).toMatch(/^<p title="[^<>"]*">[^<>"]*<\/p>$/s);
    }),
  );
});

test("what is sent to a user is in the language that the user reads", async () => {
  const mock = createMock();
  const ada = await signedIn(mock, "ada");
  const ask = async () => {
    await ada.post("/v1/auth/otp", { email: "ada@acme.test" });
    return mock.mailbox.latest({ kind: "otp" })!;
  };
  expect((await ask()).text).toMatch(/^Hello Ada Lovelace, your code is \d{6}\. It is good for 10 minutes\.$/);
  await ada.patch("/v1/users/me", { locale: "de-CH" });
  expect((await ask()).text).toMatch(/^Hallo Ada Lovelace, Ihr Code ist \d{6}\. Er gilt 10 Minuten\.$/);
  await ada.patch("/v1/users/me", { locale: "fi" });
  expect((await ask()).subject).toBe("Your sign-in code");
});
