import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { renderEmailMessage } from "./render.ts";
import type { EmailRow } from "./table.ts";
import { durationInWords } from "./duration-in-words.ts";
import { renderTexts } from "./texts.ts";
import { languageOf, standardWords } from "./words.ts";

/** A message to send. */
export interface NewEmail {
  readonly kind: string;
  readonly to: string;
  readonly recipientUserId: string | null;
  /** Whose words and brand it carries. */
  readonly organization?: OrganizationRow | undefined;
  /** Which of Plinto's words this one has, where not those of its kind. */
  readonly words?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** How long its link or code is good; the variable `expiresIn`. */
  readonly lifeMs?: number;
  readonly link?: string;
  readonly token?: string;
  readonly code?: string;
}

/**
 * Queues a message and delivers it to the mailbox, in the words of the organization where it has its own, else in the
 * language of the recipient, of the organization, or English.
 */
export function sendEmail(tx: MockTransaction, emit: Emit, email: NewEmail): EmailRow {
  const own = email.organization && !email.words ? tx.emailTemplates.find("template", [email.organization.id, email.kind]) : undefined;
  const recipient = email.recipientUserId === null ? undefined : tx.users.get(email.recipientUserId);
  const language = languageOf(recipient?.locale, email.organization?.settings.locale);
  const standard = standardWords[language][email.words ?? email.kind];
  if (!standard) throw new Error(`There are no words for messages of the kind ${email.kind}`);
  const texts = renderTexts(
    { subject: own?.subject ?? standard.subject, text: own?.text ?? standard.text, html: own?.html ?? standard.html },
    email.lifeMs === undefined ? email.variables : { ...email.variables, expiresIn: durationInWords(email.lifeMs, language) },
  );
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
