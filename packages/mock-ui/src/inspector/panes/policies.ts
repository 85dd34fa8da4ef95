import type { ControlPolicyEntry } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import { MasterList } from "../master-list.ts";
import type { Pane } from "../pane.ts";
import { field, tag } from "../parts.ts";
import { PolicyDetail } from "./policy.ts";

/** What is written where no policy is chosen. */
const newKey = "new";

const draft: ControlPolicyEntry = {
  id: newKey,
  name: "A new policy",
  status: "enabled",
  version: 0,
  document: {
    effect: "deny",
    actions: ["audit:export"],
    resources: ["*"],
    conditions: [{ type: "not", condition: { type: "mfa" } }],
  },
};

/** The policies of an organization: edit one, ask a question, see what comes of it and why. */
export const policiesPane: Pane = {
  id: "policies",
  title: "Policies",
  follows: ["state"],
  open(context) {
    const organization = h("select", { on: { change: () => void context.notices.attempt(() => load()) } });
    const detail = new PolicyDetail(context, (id) => void context.notices.attempt(() => load(id)));
    let known = "";
    const list = new MasterList<ControlPolicyEntry>({
      label: "Policies",
      keyOf: ({ id }) => id,
      row: ({ id, name, status, document }) => [
        h("b", {}, name),
        h("span", { class: "second" }, id === newKey ? "write it and try it" : `${String(document["effect"])} ${listOf(document["actions"])}`),
        status === "disabled" && tag("not in force", "quiet"),
      ],
      empty: "There is none.",
      onSelect(policy) {
        context.remember(policy?.id);
        void context.notices.attempt(() => detail.show(organization.value, policy, policy?.id === newKey));
      },
    });
    const load = async (key?: string): Promise<void> => {
      const { organizations } = await context.control.getWorld();
      const next = JSON.stringify(organizations);
      if (next !== known) {
        known = next;
        const chosen = organization.value;
        render(
          organization,
          organizations.map(({ id, name }) => h("option", { value: id, selected: id === chosen }, name)),
        );
      }
      const organizationId = organization.value;
      const policies = organizationId === "" ? [] : (await context.control.listPolicies({ organizationId })).data;
      if (organization.value !== organizationId) return;
      detail.know(policies);
      list.show(organizationId === "" ? [] : [...policies, draft], key);
    };
    const aside = h("div", { class: "side" }, field("Whose policies", organization), list.element);
    return { element: h("div", { class: "split" }, aside, detail.element), load, search: organization };
  },
};

function listOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : "";
}
