import type { EmailPreview, EmailTemplate } from "@plinto/spec";
import { renderEmailMessage } from "../domain/email/render.ts";
import type { EmailRow } from "../domain/email/table.ts";
import { emailKinds, renderTemplate, sampleVariables, setTemplate, templateFaults, templateVersion } from "../domain/email/template.ts";
import { renderTexts } from "../domain/email/texts.ts";
import type { EmailOperationId } from "../generated/operation-shapes.ts";
import { ok, refuse } from "../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";

/** The rules of e-mail: an organization's words, and what was sent for it. */
export const email: OperationHandlers<EmailOperationId> = {
  listEmailTemplates: listHandler<"listEmailTemplates", string>({
    page(context, input) {
      const organization = context.organization!;
      return readSortedPage({
        rows: emailKinds,
        key: (kind) => [emailKinds.indexOf(kind), kind],
        reverse: false,
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors: context.cursors,
        scope: listScope({ ...input, list: "listEmailTemplates", tenant: organization.id }),
      });
    },
    items: ({ read, organization }, kinds) => kinds.map((kind) => renderTemplate(read, organization!, kind)),
  }),

  getEmailTemplate: handler<"getEmailTemplate", EmailTemplate>({
    decide: (context, { key }) => ok(renderTemplate(context.tx, context.organization!, key)),
    finish: (_context, template) => template,
  }),

  setEmailTemplate: handler<"setEmailTemplate", EmailTemplate>({
    version: (context, { key }) => templateVersion(context.tx, context.organization!, key),
    decide(context, { key, subject, text, html }) {
      const { tx, emit } = context;
      const organization = context.organization!;
      const faults = templateFaults(key, { subject, text, html });
      if (faults.length > 0) return refuse("template_invalid", { errors: faults });
      setTemplate(tx, organization.id, key, { subject, text, html });
      const template = renderTemplate(tx, organization, key);
      emit("email_template.updated", {
        organizationId: organization.id,
        target: { type: "email_template", id: key, version: template.version },
        data: template,
      });
      return ok(template);
    },
    finish: (_context, template) => template,
  }),

  previewEmailTemplate: handler<"previewEmailTemplate", EmailPreview>({
    decide(context, { key, locale, subject, text, html }) {
      const organization = context.organization!;
      const faults = templateFaults(key, { subject, text, html });
      if (faults.length > 0) return refuse("template_invalid", { errors: faults });
      const inForce = renderTemplate(context.tx, organization, key, locale);
      const words = { subject: subject ?? inForce.subject, text: text ?? inForce.text, html: html ?? inForce.html };
      return ok({ ...renderTexts(words, sampleVariables(organization, locale)) });
    },
    finish: (_context, preview) => preview,
  }),

  listEmailMessages: listHandler<"listEmailMessages", EmailRow>({
    page(context, input) {
      const { tx, cursors, organization } = context;
      const sort = input.sort ?? "-createdAt";
      return readPage({
        table: tx.emails,
        index: "byOrganization",
        prefix: [organization!.id],
        reverse: sort.startsWith("-"),
        where: (row) =>
          (input.kind === undefined || row.kind === input.kind) &&
          (input.status === undefined || row.status === input.status) &&
          (input.recipientUserId === undefined || row.recipientUserId === input.recipientUserId) &&
          inRange(row.createdAt, input.createdAt),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listEmailMessages", tenant: organization!.id }),
      });
    },
    items: (_context, rows) => rows.map(renderEmailMessage),
  }),
};
