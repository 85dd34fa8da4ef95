import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { renderEmailMessage } from "./render.ts";
import type { EmailRow } from "./table.ts";
import { defaultTexts, renderTexts, type EmailTexts } from "./texts.ts";

/** A message to send. */
export interface NewEmail {
  readonly kind: string;
  readonly to: string;
  readonly recipientUserId: string | null;
  /** Whose words and brand it carries. */
  readonly organization?: OrganizationRow | undefined;
  /** Plinto's words for this one, instead of those of its kind. */
  readonly words?: EmailTexts;
  readonly variables: Readonly<Record<string, string>>;
  readonly link?: string;
  readonly token?: string;
  readonly code?: string;
}

/** Queues a message and delivers it to the mailbox, in the words of the organization where it has its own. */
export function sendEmail(tx: MockTransaction, emit: Emit, email: NewEmail): EmailRow {
  const own = email.organization && !email.words ? tx.emailTemplates.find("template", [email.organization.id, email.kind]) : undefined;
  const standard = email.words ?? defaultTexts[email.kind];
  if (!standard) throw new Error(`There are no words for messages of the kind ${email.kind}`);
  const texts = renderTexts({ subject: own?.subject ?? standard.subject, text: own?.text ?? standard.text, html: own?.html ?? standard.html }, email.variables);
  const now = formatTimestamp(tx.now);
  const row = tx.emails.insert({
    id: tx.id("eml"),
    organizationId: email.organization?.id ?? null,
    kind: email.kind,
    to: email.to,
    recipientUserId: email.recipientUserId,
    ...texts,
    link: email.link ?? null,
    token: email.token ?? null,
    code: email.code ?? null,
    status: "delivered",
    createdAt: now,
    sentAt: now,
    deliveredAt: now,
  });
  for (const type of ["email.queued", "email.sent", "email.delivered"]) {
    emit(type, {
      organizationId: row.organizationId,
      target: { type: "email", id: row.id },
      data: renderEmailMessage({ ...row, status: type.slice(6) as EmailRow["status"] }),
      ...(email.recipientUserId ? { userId: email.recipientUserId } : {}),
    });
  }
  return row;
}

/** A time to live in words: `7 days`, `10 minutes`. */
export function durationInWords(milliseconds: number): string {
  const units: [string, number][] = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1000],
  ];
  const [unit, size] = units.find(([, length]) => milliseconds >= length) ?? ["second", 1000];
  const count = Math.round(milliseconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
