import { pageStyle } from "./style.ts";

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** Writes HTML. What is put in is text and stays text, unless it is HTML or a list of it. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return { html: parts.reduce((page, part, at) => page + written(values[at - 1]!) + part) };
}

function written(value: string | Html | readonly Html[]): string {
  if (typeof value === "string") return escaped(value);
  return "html" in value ? value.html : value.map((part) => part.html).join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

/** The style as it stands in the page, to the letter: the policy lets it in by its hash. */
const styleElement: Html = { html: `<style>${pageStyle}</style>` };

/** A whole page. @param provider what people call the provider whose page it stands for */
export function page(provider: string, title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styleElement}
      </head>
      <body>
        <main>
          <p class="mock">Plinto mock, standing in for ${provider}</p>
          ${content}
        </main>
      </body>
    </html> `.html;
}

/** Fields of a form that nobody sees. */
export function hidden(fields: Readonly<Record<string, string>>): Html[] {
  return Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
}
