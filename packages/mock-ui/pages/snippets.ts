import type { ControlWorldInfo } from "@plinto/mock/control";

/** The first request to try, in two spellings, and what it does. */
export interface Snippets {
  readonly does: string;
  readonly curl: string;
  readonly sdk: string;
}

/** Signs the first person in and creates an organization as her; signs somebody up where there is nobody yet. */
export function firstRequest({ baseUrl, publishableKey, people }: ControlWorldInfo): Snippets {
  const [person] = people;
  const { email, password } = person ?? { email: "ada@example.com", password: "correct horse battery staple" };
  const credentials = JSON.stringify({ email, password });
  const client = [
    `// npm install @plinto/core`,
    `import { createPlinto, memoryStorage } from "@plinto/core";`,
    ``,
    `const plinto = createPlinto({`,
    `  baseUrl: ${JSON.stringify(baseUrl)},`,
    `  publishableKey: ${JSON.stringify(publishableKey)},`,
    `  storage: memoryStorage(),`,
    `});`,
  ];
  const fields = `{ email: ${JSON.stringify(email)}, password: ${JSON.stringify(password)} }`;
  if (!person) {
    return {
      does: "Nobody is here yet: sign somebody up.",
      curl: [`curl -s ${baseUrl}/v1/auth/sign-up \\`, `  -H 'Content-Type: application/json' \\`, `  -d ${quoted(credentials)}`].join("\n"),
      sdk: [...client, `console.log(await plinto.auth.signUp(${fields}));`].join("\n"),
    };
  }
  return {
    does: `Sign ${person.name} in and create an organization as that person.`,
    curl: [
      `TOKEN=$(curl -s ${baseUrl}/v1/auth/sign-in \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d ${quoted(credentials)} \\`,
      `  | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
      ``,
      `curl -s ${baseUrl}/v1/organizations \\`,
      `  -H "Authorization: Bearer $TOKEN" \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '{"name":"My first organization"}'`,
    ].join("\n"),
    sdk: [...client, `await plinto.auth.signIn(${fields});`, `console.log(await plinto.organizations.create({ name: "My first organization" }));`].join("\n"),
  };
}

/** One word for a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
