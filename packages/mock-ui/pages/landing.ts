import type { ControlMailList, ControlWorldInfo } from "@plinto/mock/control";

const element = (id: string): HTMLElement => document.getElementById(id)!;

async function load<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

function curlSnippet({ baseUrl, people }: ControlWorldInfo): string {
  const ada = people[0]!;
  return [
    `TOKEN=$(curl -s ${baseUrl}/v1/auth/sign-in \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"email":"${ada.email}","password":"${ada.password}"}' \\`,
    `  | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
    ``,
    `curl -s ${baseUrl}/v1/organizations \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"name":"My first organization"}'`,
  ].join("\n");
}

function sdkSnippet({ baseUrl, publishableKey, people }: ControlWorldInfo): string {
  const ada = people[0]!;
  return [
    `// npm install @plinto/core`,
    `import { createPlinto, memoryStorage } from "@plinto/core";`,
    ``,
    `const plinto = createPlinto({`,
    `  baseUrl: "${baseUrl}",`,
    `  publishableKey: "${publishableKey}",`,
    `  storage: memoryStorage(),`,
    `});`,
    `await plinto.auth.signIn({ email: "${ada.email}", password: "${ada.password}" });`,
    `console.log(await plinto.organizations.create({ name: "My first organization" }));`,
  ].join("\n");
}

function withCopyButton(id: string, text: string): void {
  const block = element(id);
  block.textContent = text;
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

async function showMail(): Promise<void> {
  const { data } = await load<ControlMailList>("/__plinto/mailbox");
  const items = data.toReversed().map((message) => {
    const item = document.createElement("li");
    item.textContent = `${message.to}: ${message.subject}${message.code ? ` (code ${message.code})` : ""}`;
    return item;
  });
  if (items.length === 0) {
    const item = document.createElement("li");
    item.textContent = "Nothing yet. Sign somebody up or invite somebody.";
    items.push(item);
  }
  element("messages").replaceChildren(...items);
}

const world = await load<ControlWorldInfo>("/__plinto");
withCopyButton("curl", curlSnippet(world));
withCopyButton("sdk", sdkSnippet(world));
element("base").textContent = world.baseUrl;
element("publishable").textContent = world.publishableKey;
element("secret").textContent = world.secretKey;
element("rows").replaceChildren(
  ...world.people.map((person) => {
    const row = document.createElement("tr");
    const organizations = person.organizations.map(({ name, role }) => `${role} of ${name}`).join(", ");
    row.append(cell(person.name), cell(person.email), cell(person.password, true), cell(organizations || "none"), cell(person.id, true));
    return row;
  }),
);
element("refresh").addEventListener("click", () => void showMail());
await showMail();
