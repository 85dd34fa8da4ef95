import type { ControlPolicyDiagnostic, ControlPolicyEntry, ControlPolicyTrial } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import type { InspectorContext } from "../pane.ts";
import { button, card, field, heading, tag } from "../parts.ts";
import { decisionShown } from "./policy-decision.ts";
import { PolicyQuestion } from "./policy-question.ts";

/** One policy: its document to edit, a question, and what comes of both. */
export class PolicyDetail {
  readonly element: HTMLElement = h("section", { class: "detail", "aria-label": "The policy" });
  readonly #context: InspectorContext;
  readonly #saved: (id: string) => void;
  readonly #question: PolicyQuestion;
  readonly #name: HTMLInputElement = h("input", { type: "text", required: true, maxlength: 100 });
  readonly #document: HTMLTextAreaElement = h("textarea", { rows: 14, spellcheck: "false" });
  readonly #inForce: HTMLInputElement = h("input", { type: "checkbox" });
  readonly #answer: HTMLElement = h("div", { "aria-live": "polite" });
  readonly #names = new Map<string, string>();
  #organizationId = "";
  #policy: ControlPolicyEntry | undefined;
  /** Another one whenever something else is shown, so that no answer comes to a question about what was there before. */
  #shown: object = {};
  #isNew = false;

  /** @param saved told of the policy that was written */
  constructor(context: InspectorContext, saved: (id: string) => void) {
    this.#context = context;
    this.#saved = saved;
    this.#question = new PolicyQuestion(context);
  }

  /** Learns what the policies are called. */
  know(policies: readonly ControlPolicyEntry[]): void {
    this.#names.clear();
    for (const { id, name } of policies) this.#names.set(id, name);
  }

  /** Shows a policy. What somebody has written in it stays until another one, or another version, is shown. */
  async show(organizationId: string, policy: ControlPolicyEntry | undefined, isNew: boolean): Promise<void> {
    const isSame = this.#organizationId === organizationId && this.#policy?.id === policy?.id && this.#policy?.version === policy?.version;
    this.#organizationId = organizationId;
    this.#policy = policy;
    this.#isNew = isNew;
    if (!isSame) this.#shown = {};
    if (!policy) {
      render(this.element);
      return;
    }
    if (!isSame) {
      this.#name.value = policy.name;
      this.#document.value = JSON.stringify(policy.document, null, 2);
      this.#inForce.checked = policy.status === "enabled";
      render(this.#answer);
      this.#frame(policy);
    }
    await this.#question.show(organizationId);
  }

  #frame({ name, id, version }: ControlPolicyEntry): void {
    render(
      this.element,
      heading(name),
      !this.#isNew && h("p", {}, h("code", {}, id), ` version ${version}`),
      card(
        "What it says",
        field("Name", this.#name),
        field("Document", this.#document, "JSON. What is written here is tried as if it were in force, whether it is saved or not."),
        h("label", { class: "check" }, this.#inForce, " In force"),
        h(
          "div",
          { class: "row" },
          button(this.#isNew ? "Create the policy" : "Save the policy", () => void this.#save()),
        ),
      ),
      card(
        "A question",
        this.#question.element,
        h(
          "div",
          { class: "row" },
          button("Decide", () => void this.#decide(), { kind: "main" }),
        ),
      ),
      this.#answer,
    );
  }

  async #save(): Promise<void> {
    await this.#context.notices.attempt(async () => {
      const written = await this.#context.control.savePolicy({
        organizationId: this.#organizationId,
        ...this.#policyId(),
        name: this.#name.value,
        status: this.#inForce.checked ? "enabled" : "disabled",
        document: this.#read(),
      });
      this.#saved(written.id);
    }, "The policy is written.");
  }

  async #decide(): Promise<void> {
    await this.#context.notices.attempt(async () => {
      const shown = this.#shown;
      const trial = await this.#context.control.tryPolicy({
        organizationId: this.#organizationId,
        ...(await this.#question.read()),
        ...this.#policyId(),
        document: this.#read(),
      });
      if (this.#shown === shown) this.#show(trial);
    });
  }

  #show({ diagnostics, decision }: ControlPolicyTrial): void {
    const nameOf = (id: string): string => this.#names.get(id) ?? this.#name.value;
    render(
      this.#answer,
      card(
        "What comes of it",
        decision === null ? h("p", {}, tag("no decision", "bad"), " The document has faults.") : decisionShown(decision, nameOf),
        diagnostics.length > 0 && h("ul", { class: "rows" }, diagnostics.map(diagnosticShown)),
      ),
    );
  }

  #policyId(): { policyId?: string } {
    return this.#isNew || !this.#policy ? {} : { policyId: this.#policy.id };
  }

  #read(): Record<string, unknown> {
    let document: unknown;
    try {
      document = JSON.parse(this.#document.value);
    } catch (error) {
      throw new Error(`The document is no JSON. ${(error as Error).message}`, { cause: error });
    }
    if (typeof document === "object" && document !== null && !Array.isArray(document)) return document as Record<string, unknown>;
    throw new Error("The document has to be a JSON object.");
  }
}

function diagnosticShown({ severity, code, pointer, message }: ControlPolicyDiagnostic): HTMLElement {
  return h("li", {}, h("span", {}, tag(code, severity === "error" ? "bad" : "warn"), " ", h("code", {}, pointer || "/"), ` ${message}`));
}
