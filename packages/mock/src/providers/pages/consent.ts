import type { ProviderPerson } from "../account.ts";
import type { Visit } from "./choose-account.ts";
import { hidden, html, page } from "./html.ts";

/** May the application know who somebody is? */
export function consentPage({ provider, application, action, carried }: Visit, { key, email, emailVerified, name }: ProviderPerson): string {
  return page(
    provider,
    `Continue to ${application}`,
    html`<h1>${application} wants to know who you are</h1>
      <p>It is told this of your account at ${provider}:</p>
      <ul class="facts">
        <li>Name: <strong>${name ?? "none"}</strong></li>
        <li>E-mail address: <strong>${email ?? "none"}</strong>${emailVerified || email === null ? "" : html` <span class="warn">not verified</span>`}</li>
      </ul>
      <form method="post" action="${action}">
        ${hidden({ ...carried, account: key })}
        <div class="row">
          <button class="go" name="decision" value="allow" autofocus>Continue</button>
          <button name="decision" value="cancel">Cancel</button>
          <button name="decision" value="choose">Another account</button>
        </div>
      </form>`,
  );
}
