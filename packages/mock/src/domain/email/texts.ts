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
};

/** Plinto's own words, for organizations that have none. */
export const defaultTexts: Readonly<Record<string, EmailTexts>> = {
  email_verification: words(
    "Verify your e-mail address",
    "Hello {{name}}, your code is {{code}}. Or open {{link}}. Both are good for {{expiresIn}}.",
    "Verify",
  ),
  password_reset: words(
    "Reset your password",
    "Hello {{name}}, open {{link}} to choose a new password. The link is good for {{expiresIn}}.",
    "Choose a password",
  ),
  magic_link: words("Your sign-in link", "Hello {{name}}, open {{link}} to sign in. The link is good for {{expiresIn}}.", "Sign in"),
  otp: words("Your sign-in code", "Hello {{name}}, your code is {{code}}. It is good for {{expiresIn}}."),
  invitation: words(
    "{{inviter}} invites you to {{organization}}",
    "{{inviter}} invites you to {{organization}} as {{role}}. {{message}} Open {{link}} to accept. The invitation is good for {{expiresIn}}.",
    "Accept",
  ),
  email_change: words(
    "Confirm your new e-mail address",
    "Hello {{name}}, open {{link}} to use this address from now on. The link is good for {{expiresIn}}.",
    "Confirm",
  ),
  password_changed: words("Your password was changed", "Hello {{name}}, your password was changed. If that was not you, reset it now."),
};

/** What the present address is told when another shall take its place. It has no link: only the new address can confirm. */
export const emailChangeNotice: EmailTexts = words(
  "Your e-mail address is about to change",
  "Hello {{name}}, somebody asked to use {{address}} instead of this address. If that was not you, change your password now.",
);

function words(subject: string, text: string, button?: string): EmailTexts {
  const html =
    button === undefined ? `<p>${text}</p>` : `<p>${text.replace(/ ?(?:Or open|[Oo]pen) \{\{link\}\}[^.]*\./, "")}</p><p><a href="{{link}}">${button}</a></p>`;
  return { subject, text, html };
}

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
