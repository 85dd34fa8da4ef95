import type { ControlCurrentPerson } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import { MasterList } from "../master-list.ts";
import type { Pane } from "../pane.ts";
import { field, tag } from "../parts.ts";
import { PersonDetail } from "./person.ts";

/** Who is in the world: look for somebody, act as them, sign them out. */
export const peoplePane: Pane = {
  id: "people",
  title: "People",
  follows: ["state"],
  open(context) {
    const search = h("input", { type: "search", on: { input: () => void load() } });
    const count = h("p", { class: "count", role: "status" });
    const detail = new PersonDetail(context);
    const list = new MasterList<ControlCurrentPerson>({
      label: "People",
      keyOf: ({ id }) => id,
      row: ({ seedName, name, email, status, activeSessions }) => [
        h("b", {}, seedName ?? name ?? email),
        h("span", { class: "second" }, email),
        status !== "active" && tag(status, "bad"),
        activeSessions > 0 && tag(`${activeSessions} signed in`, "good"),
      ],
      empty: "Nobody fits.",
      onSelect(person) {
        context.remember(person?.id);
        void detail.show(person);
      },
    });
    const load = async (key?: string): Promise<void> => {
      const { data, total } = await context.control.listPeople({ q: search.value, limit: 200 });
      render(count, total > data.length ? `The first ${data.length} of ${total}` : `${total} ${total === 1 ? "person" : "people"}`);
      list.show(data, key);
    };
    const aside = h("div", { class: "side" }, field("Look for somebody", search, "By name, address or id."), count, list.element);
    return { element: h("div", { class: "split" }, aside, detail.element), load, search };
  },
};
