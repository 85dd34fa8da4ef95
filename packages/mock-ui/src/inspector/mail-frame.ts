import { h } from "./element.ts";

/**
 * HTML that somebody wrote, shown where it can do nothing: without scripts, forms and requests of its own. A link opens
 * in a window of its own.
 */
export function mailFrame(name: string, html: string): HTMLElement {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><base target="_blank">`;
  const look = "<style>body{font:15px/1.5 system-ui,sans-serif;margin:16px;background:#fff;color:#1a1f2b}a{color:#2743d3}</style>";
  return h("iframe", {
    class: "mail",
    title: name,
    tabindex: 0,
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
    referrerpolicy: "no-referrer",
    srcdoc: `<!doctype html><html lang="en"><head>${head}${look}<title>E-mail</title></head><body>${html}</body></html>`,
  });
}
