import type { ControlMailMessage } from "@plinto/mock/control";
import { h, render, type Child } from "../element.ts";
import { mailFrame } from "../mail-frame.ts";
import { MasterList } from "../master-list.ts";
import type { InspectorContext, Pane } from "../pane.ts";
import { copyable, facts, field, folded, heading, instant, timeOfDay } from "../parts.ts";

/** Every message that the platform sent, newest first. */
export const mailboxPane: Pane = {
  id: "mailbox",
  title: "Mailbox",
  follows: ["state"],
  open(context) {
    const search = h("input", { type: "search", on: { input: () => show() } });
    const detail = h("section", { class: "detail", "aria-label": "The message" });
    let messages: readonly ControlMailMessage[] = [];
    let shown: string | undefined;
    const list = new MasterList<ControlMailMessage>({
      label: "Messages",
      keyOf: ({ id }) => id,
      row: ({ to, subject, sentAt, code }) => [
        h("b", {}, subject),
        h("span", { class: "second" }, to, code !== undefined && ` · code ${code}`),
        timeOfDay(sentAt),
      ],
      empty: "No message. Sign somebody up, or invite somebody.",
      onSelect(message) {
        context.remember(message?.id);
        // A message never changes, and reloading its frame would make it flicker.
        if (message?.id === shown) return;
        shown = message?.id;
        render(detail, message && messageDetail(context, message));
      },
    });
    const show = (key?: string): void => {
      const wanted = search.value.toLowerCase();
      list.show(
        messages.filter(({ to, subject, kind }) => `${to} ${subject} ${kind}`.toLowerCase().includes(wanted)),
        key,
      );
    };
    const load = async (key?: string): Promise<void> => {
      messages = (await context.control.listMail()).data.toReversed();
      show(key);
    };
    const aside = h("div", { class: "side" }, field("Look for a message", search, "By address, subject or kind."), list.element);
    return { element: h("div", { class: "split" }, aside, detail), load, search };
  },
};

function messageDetail(context: InspectorContext, { to, kind, subject, text, html, link, code, sentAt }: ControlMailMessage): Child[] {
  return [
    heading(subject),
    facts([
      ["To", to],
      ["Kind", h("code", {}, kind)],
      ["Sent", instant(sentAt)],
      ["Link", link !== undefined && h("a", { href: link, target: "_blank", rel: "noreferrer", "data-key": "link" }, "Open the link of this message")],
    ]),
    code !== undefined && [h("h3", {}, "Code"), copyable(context, "the code", code)],
    h("h3", {}, "As it looks"),
    mailFrame(`The message: ${subject}`, html),
    folded("As plain text", h("pre", { tabindex: 0, role: "region", "aria-label": "The message as plain text" }, text)),
  ];
}
