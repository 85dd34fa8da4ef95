import type { ControlMailList, ControlProblem, ControlWorldInfo } from "@plinto/mock/control";
import { firstRequest } from "./snippets.ts";

const element = (id: string): HTMLElement => document.getElementById(id)!;

async function load<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(((await response.json()) as ControlProblem).detail);
  return (await response.json()) as T;
}

function withCopyButton(id: string, text: string): void {
  const block = element(id);
  block.textContent = text;
  // Only a page of this machine or over https has a clipboard.
  if (!("clipboard" in navigator)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(text).then(() => {
      button.textContent = "Copied";
    });
  });
  block.parentElement!.append(button);
}

function cell(text: string, code = false): HTMLTableCellElement {
  const td = document.createElement("td");
  if (code) {
    const inner = document.createElement("code");
    inner.textContent = text;
    td.append(inner);
  } else td.textContent = text;
  return td;
}

function item(text: string): HTMLLIElement {
  const li = document.createElement("li");
  li.textContent = text;
  return li;
}

async function showMail(): Promise<void> {
  const { data } = await load<ControlMailList>("/__plinto/mailbox");
  const items = data.toReversed().map((message) => item(`${message.to}: ${message.subject}${message.code ? ` (code ${message.code})` : ""}`));
  element("messages").replaceChildren(...(items.length > 0 ? items : [item("Nothing yet. Sign somebody up or invite somebody.")]));
}

/** Where a code of the person's authenticator app is shown, if there is one. */
function secondFactor({ id, name, totpSecret }: ControlWorldInfo["people"][number]): HTMLTableCellElement {
  if (totpSecret === undefined) return cell("none");
  const link = document.createElement("a");
  link.href = `/__plinto#people/${id}`;
  link.textContent = "code in the inspector";
  link.ariaLabel = `A code of the app of ${name}, in the inspector`;
  const place = cell("");
  place.append(link);
  return place;
}

function showWorld(world: ControlWorldInfo): void {
  const { does, curl, sdk } = firstRequest(world);
  element("does").textContent = `${does} Both work as pasted.`;
  withCopyButton("curl", curl);
  withCopyButton("sdk", sdk);
  element("base").textContent = world.baseUrl;
  element("publishable").textContent = world.publishableKey;
  element("secret").textContent = world.secretKey;
  element("rows").replaceChildren(
    ...world.people.map((person) => {
      const row = document.createElement("tr");
      const organizations = person.organizations.map(({ name, role }) => `${role} of ${name}`).join(", ");
      row.append(
        cell(person.name),
        cell(person.email),
        cell(person.password, true),
        secondFactor(person),
        cell(organizations || "none"),
        cell(person.id, true),
      );
      return row;
    }),
  );
}

try {
  showWorld(await load<ControlWorldInfo>("/__plinto"));
  element("refresh").addEventListener("click", () => void showMail());
  await showMail();
} catch (error) {
  const alert = document.createElement("p");
  alert.role = "alert";
  alert.textContent = `This page cannot show the world. ${(error as Error).message}`;
  document.querySelector("main")!.replaceChildren(alert);
}
