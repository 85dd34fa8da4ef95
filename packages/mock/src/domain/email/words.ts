import type { EmailTexts } from "./texts.ts";

/** A language that Plinto has words in. */
export type Language = "en" | "de";

/** The first of some locales (BCP 47) that Plinto has words in, else English. The region does not matter. */
export function languageOf(...locales: readonly (string | null | undefined)[]): Language {
  for (const locale of locales) {
    const language = locale?.split("-")[0];
    if (language === "en" || language === "de") return language;
  }
  return "en";
}

/** Plinto's own words for every kind of message, for organizations that have none. */
export const standardWords: Readonly<Record<Language, Readonly<Record<string, EmailTexts>>>> = {
  en: {
    email_verification: words(
      "Verify your e-mail address",
      "Hello {{name}}, your code is {{code}}.",
      { sentence: "Or open {{link}}.", button: "Verify" },
      "Both are good for {{expiresIn}}.",
    ),
    password_reset: words(
      "Reset your password",
      "Hello {{name}}!",
      { sentence: "Open {{link}} to choose a new password.", button: "Choose a password" },
      "The link is good for {{expiresIn}}.",
    ),
    magic_link: words(
      "Your sign-in link",
      "Hello {{name}}!",
      { sentence: "Open {{link}} to sign in.", button: "Sign in" },
      "The link is good for {{expiresIn}}.",
    ),
    otp: words("Your sign-in code", "Hello {{name}}, your code is {{code}}. It is good for {{expiresIn}}."),
    invitation: words(
      "{{inviter}} invites you to {{organization}}",
      "{{inviter}} invites you to {{organization}} as {{role}}. {{message}}",
      { sentence: "Open {{link}} to accept.", button: "Accept" },
      "The invitation is good for {{expiresIn}}.",
    ),
    email_change: words(
      "Confirm your new e-mail address",
      "Hello {{name}}!",
      { sentence: "Open {{link}} to use this address from now on.", button: "Confirm" },
      "The link is good for {{expiresIn}}.",
    ),
    email_change_notice: words(
      "Your e-mail address is about to change",
      "Hello {{name}}, somebody asked to use {{address}} instead of this address. If that was not you, change your password now.",
    ),
    password_changed: words("Your password was changed", "Hello {{name}}, your password was changed. If that was not you, reset it now."),
    credential_added: words(
      "A way to sign in was added",
      "Hello {{name}}, your account can be entered with this from now on: {{credential}}. If that was not you, remove it and change your password now.",
    ),
    credential_removed: words(
      "A way to sign in was removed",
      "Hello {{name}}, your account cannot be entered with this any more: {{credential}}. If that was not you, change your password now.",
    ),
    recovery_code_used: words(
      "A recovery code was used",
      "Hello {{name}}, one of your recovery codes was used. Codes left: {{remaining}}. If that was not you, change your password and make new codes now.",
    ),
    recovery_codes_regenerated: words(
      "You have new recovery codes",
      "Hello {{name}}, new recovery codes were made for your account, and those before work no more. If that was not you, change your password now.",
    ),
  },
  de: {
    email_verification: words(
      "Bestätigen Sie Ihre E-Mail-Adresse",
      "Hallo {{name}}, Ihr Code ist {{code}}.",
      { sentence: "Oder öffnen Sie {{link}}.", button: "Bestätigen" },
      "Beides gilt {{expiresIn}}.",
    ),
    password_reset: words(
      "Setzen Sie Ihr Passwort zurück",
      "Hallo {{name}}!",
      { sentence: "Öffnen Sie {{link}}, um ein neues Passwort zu wählen.", button: "Passwort wählen" },
      "Der Link gilt {{expiresIn}}.",
    ),
    magic_link: words(
      "Ihr Link zum Anmelden",
      "Hallo {{name}}!",
      { sentence: "Öffnen Sie {{link}}, um sich anzumelden.", button: "Anmelden" },
      "Der Link gilt {{expiresIn}}.",
    ),
    otp: words("Ihr Code zum Anmelden", "Hallo {{name}}, Ihr Code ist {{code}}. Er gilt {{expiresIn}}."),
    invitation: words(
      "{{inviter}} lädt Sie zu {{organization}} ein",
      "{{inviter}} lädt Sie als {{role}} zu {{organization}} ein. {{message}}",
      { sentence: "Öffnen Sie {{link}}, um anzunehmen.", button: "Annehmen" },
      "Die Einladung gilt {{expiresIn}}.",
    ),
    email_change: words(
      "Bestätigen Sie Ihre neue E-Mail-Adresse",
      "Hallo {{name}}!",
      { sentence: "Öffnen Sie {{link}}, um künftig diese Adresse zu verwenden.", button: "Bestätigen" },
      "Der Link gilt {{expiresIn}}.",
    ),
    email_change_notice: words(
      "Ihre E-Mail-Adresse soll sich ändern",
      "Hallo {{name}}, jemand möchte {{address}} statt dieser Adresse verwenden. Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort.",
    ),
    password_changed: words(
      "Ihr Passwort wurde geändert",
      "Hallo {{name}}, Ihr Passwort wurde geändert. Wenn Sie das nicht waren, setzen Sie es jetzt zurück.",
    ),
    credential_added: words(
      "Ein Weg zum Anmelden kam hinzu",
      "Hallo {{name}}, in Ihr Konto kommt man ab jetzt auch damit: {{credential}}. Wenn Sie das nicht waren, entfernen Sie es und ändern Sie jetzt Ihr Passwort.",
    ),
    credential_removed: words(
      "Ein Weg zum Anmelden wurde entfernt",
      "Hallo {{name}}, in Ihr Konto kommt man nicht mehr damit: {{credential}}. Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort.",
    ),
    recovery_code_used: words(
      "Ein Wiederherstellungscode wurde verwendet",
      "Hallo {{name}}, einer Ihrer Wiederherstellungscodes wurde verwendet. Übrige Codes: {{remaining}}. Wenn Sie das nicht waren, ändern Sie Ihr Passwort und erzeugen Sie jetzt neue Codes.",
    ),
    recovery_codes_regenerated: words(
      "Sie haben neue Wiederherstellungscodes",
      "Hallo {{name}}, für Ihr Konto wurden neue Wiederherstellungscodes erzeugt; die alten gelten nicht mehr. Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort.",
    ),
  },
};

/** A message with a link, which HTML shows as a button instead of a sentence, or one without. */
function words(subject: string, before: string, link?: { readonly sentence: string; readonly button: string }, after?: string): EmailTexts {
  const text = [before, link?.sentence, after].filter((part) => part !== undefined).join(" ");
  const paragraph = [before, after].filter((part) => part !== undefined).join(" ");
  return { subject, text, html: `<p>${paragraph}</p>${link ? `<p><a href="{{link}}">${link.button}</a></p>` : ""}` };
}
