import type { ControlTemplate } from "@plinto/mock/control";
import { h, render, type Child } from "../element.ts";
import { mailFrame } from "../mail-frame.ts";
import { MasterList } from "../master-list.ts";
import type { Pane } from "../pane.ts";
import { facts, field, folded, heading, json, tag } from "../parts.ts";

/** The words of every kind of e-mail, and how they look. */
export const templatesPane: Pane = {
  id: "templates",
  title: "E-mail templates",
  follows: ["state"],
  open(context) {
    const organization = h("select", { on: { change: () => void context.notices.attempt(load) } });
    const locale = h(
      "select",
      { on: { change: () => void context.notices.attempt(load) } },
      h("option", { value: "en" }, "English"),
      h("option", { value: "de" }, "German"),
    );
    const detail = h("section", { class: "detail", "aria-label": "The template" });
    let shown = "";
    let known = "";
    const list = new MasterList<ControlTemplate>({
      label: "Templates",
      keyOf: ({ key }) => key,
      row: ({ key, words, customized }) => [h("b", {}, key), h("span", { class: "second" }, words.subject), customized && tag("own words", "good")],
      empty: "There is none.",
      onSelect(template) {
        context.remember(template?.key);
        const next = JSON.stringify([template, locale.value]);
        if (next === shown) return;
        shown = next;
        render(detail, template && templateDetail(template));
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
          h("option", { value: "" }, "Plinto's own"),
          organizations.map(({ id, name }) => h("option", { value: id, selected: id === chosen }, name)),
        );
      }
      const organizationId = organization.value;
      const chosenLocale = locale.value === "de" ? "de" : "en";
      const { data } = await context.control.listTemplates({ ...(organizationId === "" ? {} : { organizationId }), locale: chosenLocale });
      list.show(data, key);
    };
    const aside = h("div", { class: "side" }, field("Whose words", organization), field("Language", locale), list.element);
    return { element: h("div", { class: "split" }, aside, detail), load };
  },
};

function templateDetail({ key, variables, words, preview, customized }: ControlTemplate): Child[] {
  return [
    heading(preview.subject),
    facts([
      ["Kind", h("code", {}, key)],
      ["Words", customized ? "the organization's own" : "Plinto's"],
      ["Variables", variables.map((name) => `{{${name}}}`).join(" ")],
    ]),
    h("h3", {}, "With sample values"),
    mailFrame(`The template ${key} with sample values`, preview.html),
    folded("As plain text", json("The sample as plain text", preview.text)),
    folded(
      "The words themselves",
      h("h4", {}, "Subject"),
      json("The subject", words.subject),
      h("h4", {}, "Text"),
      json("The text", words.text),
      h("h4", {}, "HTML"),
      json("The HTML", words.html),
    ),
  ];
}
