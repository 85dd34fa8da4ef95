import type { ControlMailList, ControlTemplateList } from "../../generated/control-types.ts";
import { emailKinds, renderTemplate, sampleVariables, type SampleOrganization } from "../../domain/email/template.ts";
import { emailVariables, renderTexts } from "../../domain/email/texts.ts";
import { standardWords, type Language } from "../../domain/email/words.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { isMockError, MockError } from "../../mock-error.ts";
import { internalsOf } from "../../mock.ts";
import type { ControlHandler } from "../controlled-world.ts";

type MailOperation = "listMail" | "listTemplates";

/** What a world has sent, and in which words. */
export const mailOperations: Readonly<Record<MailOperation, ControlHandler>> = {
  async listMail({ mock }, input, signal): Promise<ControlMailList> {
    const { to, kind, waitSeconds = 0 } = input as { to?: string; kind?: string; waitSeconds?: number };
    const filter = { ...(to === undefined ? {} : { to }), ...(kind === undefined ? {} : { kind }) };
    // Whoever gave up asking, or a server that closes, ends the wait.
    if (waitSeconds > 0) await mock.mailbox.waitFor(filter, { timeoutMs: waitSeconds * 1000, signal }).catch(unlessTimedOut(signal));
    const messages = mock.mailbox.messages.filter(
      (message) => (to === undefined || message.to.toLowerCase() === to.toLowerCase()) && (kind === undefined || message.kind === kind),
    );
    return { data: messages.map((message) => ({ ...message, sentAt: formatTimestamp(message.sentAt) })) };
  },

  listTemplates({ mock }, input): ControlTemplateList {
    const { organizationId, locale = "en" } = input as { organizationId?: string; locale?: Language };
    const { read } = internalsOf(mock).hosted.world;
    const organization = organizationId === undefined ? undefined : read.organizations.get(organizationId);
    if (organizationId !== undefined && !organization) throw new MockError("not_found", "There is no such organization in this world.");
    return {
      data: emailKinds.map((key) => {
        const own = organization && renderTemplate(read, organization, key, locale);
        const { subject, text, html } = own ?? standardWords[locale][key]!;
        const sample = sampleVariables(organization ?? nobody, locale);
        return {
          key,
          customized: own?.customized ?? false,
          variables: [...emailVariables[key]!],
          words: { subject, text, html },
          preview: { ...renderTexts({ subject, text, html }, sample) },
        };
      }),
    };
  },
};

/** Who sends where no organization does. */
const nobody: SampleOrganization = { name: "Acme", settings: { locale: null } };

function unlessTimedOut(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted && !isMockError(error, "mail_timeout")) throw error;
  };
}
