import type { ControlTryPolicy } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import type { InspectorContext } from "../pane.ts";
import { field } from "../parts.ts";

/** A question as somebody puts it together. */
export type AskedQuestion = Pick<ControlTryPolicy, "userId" | "action" | "resource" | "request">;

/** Who wants what, of what, and how it comes. */
export class PolicyQuestion {
  readonly element: HTMLElement;
  readonly #context: InspectorContext;
  readonly #who: HTMLSelectElement = h("select");
  readonly #action: HTMLInputElement = h("input", { type: "text", value: "audit:export", autocomplete: "off" });
  readonly #type: HTMLInputElement = h("input", { type: "text", value: "audit_log", autocomplete: "off" });
  readonly #id: HTMLInputElement = h("input", { type: "text", autocomplete: "off" });
  readonly #attributes: HTMLTextAreaElement = h("textarea", { rows: 2, spellcheck: "false" });
  readonly #address: HTMLInputElement = h("input", { type: "text", autocomplete: "off" });
  readonly #time: HTMLInputElement = h("input", { type: "text", autocomplete: "off" });
  readonly #age: HTMLInputElement = h("input", { type: "number", min: 0, step: 1, value: 0 });
  readonly #mfa: HTMLInputElement = h("input", { type: "checkbox" });
  #members = "";
  /** Somebody is quick to ask: whom about is known once the members are there. */
  #offered: Promise<void> = Promise.resolve();

  constructor(context: InspectorContext) {
    this.#context = context;
    this.element = h(
      "div",
      { class: "column" },
      h(
        "div",
        { class: "row" },
        field("Who", this.#who),
        field("Action", this.#action),
        field("Type of resource", this.#type),
        field("Id of the resource", this.#id, "None when empty."),
      ),
      field("Attributes of the resource", this.#attributes, 'JSON, such as { "ownerId": "usr_…" }. None when empty.'),
      h(
        "div",
        { class: "row" },
        field("From the address", this.#address, "Unknown when empty."),
        field("At", this.#time, "Now when empty."),
        field("Signed in so many seconds before", this.#age),
      ),
      h("label", { class: "check" }, this.#mfa, " With a second factor"),
    );
  }

  /** Offers the members of an organization. */
  show(organizationId: string): Promise<void> {
    this.#offered = this.#offer(organizationId);
    return this.#offered;
  }

  async #offer(organizationId: string): Promise<void> {
    const { data } = await this.#context.control.listPeople({ limit: 200 });
    const members = data.flatMap(({ id, seedName, email, organizations }) =>
      organizations.filter((one) => one.id === organizationId).map(({ role }) => ({ id, text: `${seedName ?? email} (${role})` })),
    );
    const next = JSON.stringify(members);
    if (next === this.#members) return;
    this.#members = next;
    const chosen = this.#who.value;
    render(
      this.#who,
      members.map(({ id, text }) => h("option", { value: id, selected: id === chosen }, text)),
    );
  }

  /** The question as it stands. @throws Error for attributes that are no JSON object */
  async read(): Promise<AskedQuestion> {
    await this.#offered;
    const { clock } = await this.#context.control.getWorld();
    const time = this.#time.value.trim() === "" ? clock.now : this.#time.value.trim();
    const signedInAt = Date.parse(time) - (this.#age.value === "" ? 0 : this.#age.valueAsNumber) * 1000;
    const address = this.#address.value.trim();
    const id = this.#id.value.trim();
    return {
      userId: this.#who.value,
      action: this.#action.value.trim(),
      resource: { type: this.#type.value.trim(), ...(id === "" ? {} : { id }), ...this.#attributesOf() },
      request: {
        time,
        ...(address === "" ? {} : { ip: address }),
        authentication: {
          mfa: this.#mfa.checked,
          methods: this.#mfa.checked ? ["pwd", "otp", "mfa"] : ["pwd"],
          ...(Number.isNaN(signedInAt) ? {} : { authenticatedAt: new Date(signedInAt).toISOString() }),
        },
      },
    };
  }

  #attributesOf(): { attributes?: Record<string, unknown> } {
    const text = this.#attributes.value.trim();
    if (text === "") return {};
    let attributes: unknown;
    try {
      attributes = JSON.parse(text);
    } catch (error) {
      throw new Error(`The attributes of the resource are no JSON. ${(error as Error).message}`, { cause: error });
    }
    if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes))
      throw new Error("The attributes of the resource have to be a JSON object.");
    return { attributes: attributes as Record<string, unknown> };
  }
}
