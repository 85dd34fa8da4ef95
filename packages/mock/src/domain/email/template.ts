import type { EmailTemplate } from "@plinto/spec";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { passkeyInWords } from "../passkeys/render.ts";
import type { EmailTemplateRow } from "./table.ts";
import { durationInWords } from "./duration-in-words.ts";
import { emailVariables, type EmailTexts } from "./texts.ts";
import { languageOf, standardWords } from "./words.ts";

/** The kinds of e-mail that have a template, in the order of the list. */
export const emailKinds: readonly string[] = Object.keys(emailVariables);

/** An organization's own words; null is Plinto's. */
export type OwnTexts = { readonly [Part in keyof EmailTexts]: string | null };

/** A fault of a template: where it stands and what is wrong. */
// A type, not an interface: refusals carry JSON.
export type TemplateFault = { readonly pointer: string; readonly code: string; readonly message: string };

/** The template in force for one kind of e-mail. @param kind one of `emailKinds` @param locale the organization's when absent */
export function renderTemplate(read: MockReaders, organization: OrganizationRow, kind: string, locale?: string): EmailTemplate {
  const own = ownTemplate(read, organization.id, kind);
  const standard = standardWords[languageOf(locale, organization.settings.locale)][kind]!;
  return {
    key: kind,
    subject: own?.subject ?? standard.subject,
    text: own?.text ?? standard.text,
    html: own?.html ?? standard.html,
    variables: [...emailVariables[kind]!],
    customized: own !== undefined && (own.subject !== null || own.text !== null || own.html !== null),
    version: templateVersion(read, organization, kind),
    updatedAt: latest(own?.updatedAt ?? organization.createdAt, organization.settingsUpdatedAt),
  };
}

/** Counts the changes of the organization's words, and of its settings: they choose the language of Plinto's. */
export function templateVersion(read: MockReaders, organization: OrganizationRow, kind: string): number {
  return (ownTemplate(read, organization.id, kind)?.version ?? 1) + organization.settingsVersion - 1;
}

/** Replaces an organization's words. The row stays when all are Plinto's again, so that the version goes on counting. */
export function setTemplate(tx: MockTransaction, organizationId: string, kind: string, texts: OwnTexts): EmailTemplateRow {
  const { subject, text, html } = texts;
  const updatedAt = formatTimestamp(tx.now);
  const own = ownTemplate(tx, organizationId, kind);
  if (own) return tx.emailTemplates.update(own.id, { subject, text, html, version: own.version + 1, updatedAt });
  return tx.emailTemplates.insert({ id: tx.id("etp"), organizationId, key: kind, subject, text, html, version: 2, updatedAt });
}

/** What is wrong with words: names that the kind does not have, and braces that name nothing. */
export function templateFaults(kind: string, texts: { readonly [Part in keyof EmailTexts]?: string | null | undefined }): TemplateFault[] {
  const known = emailVariables[kind]!;
  const faults: TemplateFault[] = [];
  for (const part of ["subject", "text", "html"] as const) {
    const template = texts[part];
    if (typeof template !== "string") continue;
    const inBraces = /\{\{\s*(\w+)\s*\}\}/g;
    for (const name of new Set([...template.matchAll(inBraces)].map(([, found]) => found!))) {
      if (!known.includes(name))
        faults.push({ pointer: `/${part}`, code: "unknown_variable", message: `${part} uses {{${name.slice(0, 50)}}}; known are ${known.join(", ")}` });
    }
    if (/\{\{|\}\}/.test(template.replaceAll(inBraces, "")))
      faults.push({ pointer: `/${part}`, code: "malformed_variable", message: `${part} has braces that name no variable; write {{ name }}` });
  }
  return faults;
}

/** What a sample says of an organization. */
export interface SampleOrganization {
  readonly name: string;
  readonly settings: { readonly locale: string | null };
}

/** Values that show what an e-mail looks like. */
export function sampleVariables(organization: SampleOrganization, locale?: string): Readonly<Record<string, string>> {
  const language = languageOf(locale, organization.settings.locale);
  return {
    name: "Ada Lovelace",
    link: "https://app.example/welcome#token=sample",
    code: "402913",
    expiresIn: durationInWords(7 * 24 * 60 * 60 * 1000, language),
    organization: organization.name,
    inviter: "Grace Hopper",
    role: "member",
    message: language === "de" ? "Willkommen im Team." : "Welcome to the team.",
    credential: passkeyInWords({ name: "Firefox on Linux" }),
    remaining: "9",
  };
}

function ownTemplate(read: MockReaders, organizationId: string, kind: string): EmailTemplateRow | undefined {
  return read.emailTemplates.find("template", [organizationId, kind]);
}

/** RFC 3339 in UTC with milliseconds: text sorts as time. */
function latest(one: string, other: string): string {
  return one > other ? one : other;
}
