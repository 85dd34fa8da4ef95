import type { ProviderPerson } from "../account.ts";
import { hidden, html, page, type Html } from "./html.ts";

/** What the pages of a visit know. */
export interface Visit {
  /** What people call the provider. */
  readonly provider: string;
  /** The application that asks. */
  readonly application: string;
  /** The path that the forms are sent to. */
  readonly action: string;
  /** What the application asked, carried on. */
  readonly carried: Readonly<Record<string, string>>;
  readonly loginHint: string | null;
}

/** The errors that an application has to expect from a provider (RFC 6749, section 4.1.2.1). */
export const offeredErrors: readonly string[] = ["server_error", "temporarily_unavailable", "invalid_request", "unauthorized_client", "invalid_scope"];

/** Who wants to sign in? */
export function chooseAccountPage(visit: Visit, people: readonly ProviderPerson[], problem?: string): string {
  const { provider, application, action, carried, loginHint } = visit;
  const hinted = people.find(({ email }) => email !== null && email.toLowerCase() === loginHint?.toLowerCase());
  const ordered = hinted ? [hinted, ...people.filter((person) => person !== hinted)] : people;
  const typed = problem === undefined && (hinted || loginHint === null) ? "" : " open";
  return page(
    provider,
    `Sign in with ${provider}`,
    html`<h1>Sign in with ${provider}</h1>
<p>to continue to <strong>${application}</strong></p>
${problem === undefined ? "" : html`<p class="warn" role="alert">${problem}</p>`}
<form method="post" action="${action}">
${hidden(carried)}
<ul>${ordered.map((person, at) => personRow(person, at === 0 && typed === ""))}</ul>
</form>
<details${{ html: typed }}>
<summary>Another account</summary>
<form method="post" action="${action}">
${hidden(carried)}
<label>E-mail address <input type="email" name="email" required maxlength="254" autocomplete="off" value="${hinted ? "" : (loginHint ?? "")}"></label>
<label>Name <input type="text" name="name" maxlength="100" autocomplete="off"></label>
<label class="check"><input type="checkbox" name="unverified" value="yes"> ${provider} has not verified the address</label>
<div class="row"><button class="go" name="decision" value="another">Continue</button></div>
</form>
</details>
<details>
<summary>Answer with an error</summary>
<form method="post" action="${action}">
${hidden(carried)}
<label>Error <select name="error">${offeredErrors.map((error) => html`<option>${error}</option>`)}</select></label>
<div class="row"><button name="decision" value="error">Answer with it</button></div>
</form>
</details>
<form method="post" action="${action}">
${hidden(carried)}
<div class="row"><button name="decision" value="cancel">Cancel</button></div>
</form>`,
  );
}

function personRow({ key, email, emailVerified, name }: ProviderPerson, isFirst: boolean): Html {
  const address = email ?? "no address";
  return html`<li>
    <button class="person" name="account" value="${key}" ${{ html: isFirst ? " autofocus" : "" }}>
      <span class="who">${name ?? address}</span
      ><span class="quiet">${name === null ? "" : address}${emailVerified || email === null ? "" : html` <span class="warn">not verified</span>`}</span>
    </button>
  </li>`;
}
