import type { ControlCurrentPerson, ControlPersonaCredentials, ControlSessionEntry } from "@plinto/mock/control";
import { h, render, type Child } from "../element.ts";
import type { InspectorContext } from "../pane.ts";
import { button, copyable, facts, field, heading, instant, tag } from "../parts.ts";

/** One person: what the account is like, a session to act in, and the sessions there are. */
export class PersonDetail {
  readonly element: HTMLElement = h("section", { class: "detail", "aria-label": "The person" });
  readonly #context: InspectorContext;
  readonly #account: HTMLElement = h("div");
  readonly #acting: HTMLElement = h("div");
  readonly #app: HTMLElement = h("div");
  readonly #code: HTMLElement = h("div", { "aria-live": "polite" });
  readonly #sessions: HTMLElement = h("div");
  readonly #organization: HTMLSelectElement = h("select");
  #person: ControlCurrentPerson | undefined;
  #shown = "";

  constructor(context: InspectorContext) {
    this.#context = context;
  }

  async show(person: ControlCurrentPerson | undefined): Promise<void> {
    const isAnother = person?.id !== this.#person?.id;
    this.#person = person;
    if (!person) {
      this.#shown = "";
      render(this.element);
      return;
    }
    if (isAnother) {
      this.#shown = "";
      // Nothing of one person stands under the name of another, however long it takes to hear of them.
      for (const part of [this.#account, this.#app, this.#acting, this.#code, this.#sessions]) render(part);
      render(
        this.element,
        this.#account,
        this.#app,
        h("h3", {}, "Act as this person"),
        this.#form(person),
        this.#acting,
        h("h3", {}, "Sessions"),
        this.#sessions,
      );
    }
    await this.#context.notices.attempt(async () => {
      const { data } = await this.#context.control.listSessions({ userId: person.id });
      const next = JSON.stringify([person, data]);
      if (this.#person !== person || next === this.#shown) return;
      this.#shown = next;
      render(this.#account, ...accountOf(person));
      render(this.#app, person.authenticatorApp && this.#appOf(person));
      render(this.#sessions, this.#sessionTable(person, data));
    });
  }

  #appOf(person: ControlCurrentPerson): Child[] {
    const show = async (): Promise<void> => {
      await this.#context.notices.attempt(async () => {
        const { code } = await this.#context.control.getTotpCode({ person: person.id });
        if (this.#person?.id === person.id) render(this.#code, copyable(this.#context, "the code", code));
      });
    };
    return [
      h("h3", {}, "Authenticator app"),
      h(
        "div",
        { class: "row" },
        button("Show a code", () => void show(), { name: `Show a code of the app of ${person.email}` }),
      ),
      this.#code,
    ];
  }

  #form(person: ControlCurrentPerson): HTMLElement {
    const options = person.organizations.map(({ id, name, role }) => h("option", { value: id }, `${name} (${role})`));
    render(this.#organization, h("option", { value: "" }, "in no organization"), options);
    return h(
      "div",
      { class: "row" },
      field("Where", this.#organization),
      button("Sign in", () => void this.#signIn(person), { kind: "main", name: `Sign in as ${person.email}` }),
    );
  }

  async #signIn(person: ControlCurrentPerson): Promise<void> {
    const organization = this.#organization.value;
    await this.#context.notices.attempt(async () => {
      const credentials = await this.#context.control.signInAs({ person: person.id, ...(organization === "" ? {} : { organization }) });
      if (this.#person?.id === person.id) render(this.#acting, ...this.#credentials(credentials));
    }, `Signed in as ${person.email}.`);
  }

  #credentials({ accessToken, refreshToken, expiresInSeconds, storage }: ControlPersonaCredentials): Child[] {
    const { keepSession, baseUrl, notices } = this.#context;
    const tokens = [
      h("h4", {}, "Access token"),
      copyable(this.#context, "the access token", accessToken),
      refreshToken !== null && [h("h4", {}, "Refresh token"), copyable(this.#context, "the refresh token", refreshToken)],
    ];
    const about = h("p", {}, `A real session: it can be refreshed and revoked like any other. The access token is good for ${expiresInSeconds} seconds.`);
    if (keepSession) {
      const use = async (): Promise<void> => {
        await notices.attempt(() => Promise.resolve(keepSession(storage)), "This page's Web Storage holds the session now.");
      };
      return [
        about,
        h(
          "div",
          { class: "row" },
          button("Use in this page", () => void use(), { kind: "main" }),
        ),
        h("p", { class: "empty" }, "A client with webStorage() takes it at once. One that keeps its session elsewhere takes the tokens."),
        tokens,
      ];
    }
    const curl = `curl -s ${baseUrl}/v1/users/me -H 'Authorization: Bearer ${accessToken}'`;
    const keep = `localStorage.setItem(${JSON.stringify(storage.key)}, ${JSON.stringify(storage.value)}); location.reload();`;
    return [
      about,
      h("h4", {}, "In an application that keeps its session in Web Storage, paste into its console"),
      copyable(this.#context, "for the console", keep),
      h("h4", {}, "With curl"),
      copyable(this.#context, "the curl command", curl),
      tokens,
    ];
  }

  #sessionTable(person: ControlCurrentPerson, sessions: readonly ControlSessionEntry[]): Child {
    if (sessions.length === 0) return h("p", { class: "empty" }, "Never signed in.");
    const live = sessions.filter(({ status }) => status === "active");
    const head = ["State", "Where", "Last used", "Began", "Ends", ""].map((text) =>
      h("th", { scope: "col" }, text === "" ? h("span", { class: "unseen" }, "End it") : text),
    );
    const rows = sessions.map((session) =>
      h(
        "tr",
        {},
        h("td", {}, tag(session.status, session.status === "active" ? "good" : "quiet"), session.impersonatorId !== null && tag("impersonated", "warn")),
        h("td", {}, session.organization ?? "nowhere"),
        h("td", {}, instant(session.lastActiveAt)),
        h("td", {}, instant(session.createdAt)),
        h("td", {}, instant(session.expiresAt)),
        h(
          "td",
          {},
          session.status === "active" && button("Sign out", () => void this.#end({ sessionId: session.id }), { name: `Sign out the session ${session.id}` }),
        ),
      ),
    );
    return [
      live.length > 1 && button("Sign out everywhere", () => void this.#end({ userId: person.id }), { kind: "danger" }),
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": "The sessions" },
        h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)),
      ),
    ];
  }

  async #end(which: { sessionId: string } | { userId: string }): Promise<void> {
    await this.#context.notices.attempt(async () => {
      const { ended } = await this.#context.control.endSessions(which);
      this.#context.notices.say(`${ended} ${ended === 1 ? "session" : "sessions"} ended.`);
    });
  }
}

function accountOf(person: ControlCurrentPerson): Child[] {
  return [
    heading(person.name ?? person.seedName ?? person.email),
    facts([
      ["Address", [person.email, " ", person.emailVerified ? tag("confirmed", "good") : tag("not confirmed", "warn")]],
      ["State", tag(person.status, person.status === "active" ? "good" : "bad")],
      ["In the seed", person.seedName],
      ["Id", h("code", {}, person.id)],
      ["Platform", person.superAdmin && tag("super admin", "warn")],
      ["Passkeys", person.passkeys > 0 && String(person.passkeys)],
      ["Accounts at", person.identities.length > 0 && person.identities.join(", ")],
      [
        "Member of",
        person.organizations.length === 0
          ? "no organization"
          : h(
              "ul",
              { class: "plain" },
              person.organizations.map(({ name, role, status }) => h("li", {}, `${name}: ${role} `, status === "suspended" && tag("suspended", "bad"))),
            ),
      ],
    ]),
  ];
}
