/** The words of one kind of message. `{{name}}` stands for a variable. */
export interface EmailTexts {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The variables that each kind of message has. */
export const emailVariables: Readonly<Record<string, readonly string[]>> = {
  email_verification: ["name", "link", "code", "expiresIn"],
  password_reset: ["name", "link", "expiresIn"],
  magic_link: ["name", "link", "expiresIn"],
  otp: ["name", "code", "expiresIn"],
  invitation: ["organization", "inviter", "role", "message", "link", "expiresIn"],
  email_change: ["name", "link", "expiresIn"],
  password_changed: ["name"],
  credential_added: ["name", "credential"],
  credential_removed: ["name", "credential"],
  recovery_code_used: ["name", "remaining"],
  recovery_codes_regenerated: ["name"],
};

/** Puts the variables in. In HTML their values are escaped. */
export function renderTexts(texts: EmailTexts, variables: Readonly<Record<string, string>>): EmailTexts {
  const fill = (template: string, escape: (value: string) => string): string =>
    template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => escape(Object.hasOwn(variables, name) ? variables[name]! : ""));
  return { subject: fill(texts.subject, oneLine), text: fill(texts.text, (value) => value), html: fill(texts.html, escapeHtml) };
}

/** No value ends a header line. */
function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, " ");
}

function escapeHtml(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
