import { defineConfig } from "vitepress";
import { llmsText } from "./llms.ts";
import { sidebar } from "./sidebar.ts";

/** The pages may ask nobody but their own host; the browser holds them to it. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'";

/** The same square as on the pages of the mock. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='2' y='2' width='12' height='12' rx='3' fill='%233355ff'/%3E%3C/svg%3E";

// VitePress finds its configuration through the default export.
export default defineConfig({
  lang: "en",
  title: "Plinto SDK",
  description: "Typed SDKs and a whole offline backend for the Plinto identity platform.",
  // The `type` of a problem is the address of its page below this.
  base: "/docs/",
  cleanUrls: true,
  lastUpdated: false,
  srcExclude: ["snippets/**", "README.md"],
  head: [
    ["meta", { "http-equiv": "Content-Security-Policy", content: policy }],
    ["link", { rel: "icon", href: icon }],
  ],
  themeConfig: {
    nav: [
      { text: "Quickstart", link: "/guides/quickstart" },
      { text: "Concepts", link: "/concepts/environment-and-users" },
      { text: "Reference", link: "/reference/" },
      { text: "Decisions", link: "/decisions/" },
    ],
    sidebar: sidebar(import.meta.dirname),
    search: { provider: "local" },
    outline: { level: [2, 2] },
    docFooter: { prev: "Before", next: "Next" },
  },
  buildEnd: (site) => llmsText(site.srcDir, site.outDir, site.pages),
});
