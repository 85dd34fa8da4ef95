import type { ControlSocket, ControlSocketSteering } from "@plinto/mock/control";
import { h, render, type Child } from "../element.ts";
import { MasterList } from "../master-list.ts";
import type { InspectorContext, Pane } from "../pane.ts";
import { button, facts, field, heading, instant, tag, timeOfDay } from "../parts.ts";

type Action = ControlSocketSteering["action"];

/** What can happen to sockets: the words on the button, and what is said when it has. */
const actions: readonly (readonly [action: Action, label: string, done: string])[] = [
  ["cut", "Lose the network", "The connection is lost."],
  ["drain", "Drain", "The server has said that it goes away."],
  ["expire", "Let the credential run out", "The credential has run out."],
  ["stall", "Keep back what is sent", "What is sent is kept back."],
  ["resume", "Send what was kept back", "What was kept back is sent."],
  ["duplicate", "Send the next events twice", "The next frame of events comes twice."],
  ["reorder", "Send the next events late", "The next frame of events comes after the one that follows it."],
];

/** What only a protocol with offsets has. */
const forOffsets: ReadonlySet<Action> = new Set(["duplicate", "reorder"]);

const forTopics: readonly (readonly [action: Action, label: string, done: string])[] = [
  ["truncateHistory", "Forget the history", "Nothing from before can be recovered."],
  ["resetEpoch", "Begin offsets anew", "Offsets start anew, under another epoch."],
];

/** The sockets that are open, what they listen to, and what can happen to them. */
export const socketsPane: Pane = {
  id: "sockets",
  title: "Sockets",
  // How far a topic is moves with the state.
  follows: ["sockets", "state"],
  open(context) {
    const search = h("input", { type: "search", on: { input: () => show() } });
    const detail = h("section", { class: "detail", "aria-label": "The socket" });
    const everything = h("div");
    let sockets: readonly ControlSocket[] = [];
    const list = new MasterList<ControlSocket>({
      label: "Sockets",
      keyOf: ({ id }) => id,
      row: (socket) => [
        h("b", { class: "line" }, nameOf(socket)),
        h("span", { class: "second" }, topicsInWords(socket)),
        tag(socket.state, socket.state === "open" ? "good" : "warn"),
        timeOfDay(socket.openedAt),
      ],
      empty: "No socket is open. Open one with createRealtime of @plinto/realtime, or a subscription of GraphQL.",
      onSelect(socket) {
        context.remember(socket?.id);
        render(detail, socket ? socketDetail(context, socket) : null);
      },
    });
    const show = (key?: string): void => {
      const wanted = search.value.toLowerCase();
      list.show(
        sockets.filter((socket) => `${nameOf(socket)} ${socket.id} ${socket.topics.map(({ topic }) => topic).join(" ")}`.toLowerCase().includes(wanted)),
        key,
      );
    };
    const load = async (key?: string): Promise<void> => {
      sockets = (await context.control.listSockets()).data;
      show(key);
      render(everything, sockets.length > 0 && [h("h2", {}, "All sockets"), buttons(context, [...actions, ...forTopics], {}, "all sockets")]);
    };
    return {
      element: h(
        "div",
        { class: "split" },
        h("div", { class: "side" }, field("Look for a socket", search, "By person, id or topic."), list.element, everything),
        detail,
      ),
      load,
      search,
    };
  },
};

function socketDetail(context: InspectorContext, socket: ControlSocket): Child[] {
  const { id, protocol, principal, openedAt, topics } = socket;
  return [
    heading(nameOf(socket)),
    facts([
      ["Speaks for", principal && [principal.type === "user" ? "a person, " : "an environment key, ", h("code", {}, principal.id)]],
      ["Speaks", h("code", {}, protocol)],
      ["Open since", instant(openedAt)],
      ["Id", h("code", {}, id)],
    ]),
    h("h3", {}, "Listens to"),
    topics.length === 0
      ? h("p", { class: "empty" }, "Nothing yet.")
      : h(
          "ul",
          { class: "rows" },
          topics.map(({ topic, offset }) => h("li", {}, h("code", {}, topic), offset !== null && ` up to offset ${offset}`)),
        ),
    h("h3", {}, "Let something happen"),
    buttons(
      context,
      actions.filter(([action]) => protocol === "plinto.v1" || !forOffsets.has(action)),
      { connection: id },
      "this socket",
    ),
  ];
}

function buttons({ control, notices }: InspectorContext, chosen: typeof actions, target: { readonly connection?: string }, what: string): HTMLElement {
  return h(
    "div",
    { class: "row" },
    chosen.map(([action, label, done]) =>
      button(label, () => void notices.attempt(() => control.steerSockets({ action, ...target }), done), { name: `${label}: ${what}` }),
    ),
  );
}

function nameOf({ principal, id }: ControlSocket): string {
  return principal ? (principal.label ?? principal.id) : id;
}

function topicsInWords({ topics }: ControlSocket): string {
  return topics.length === 0 ? "listens to nothing" : topics.map(({ topic }) => topic).join(", ");
}
