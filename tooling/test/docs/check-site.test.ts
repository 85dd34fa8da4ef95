import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkSite } from "../../src/docs/check-site.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function site(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-site-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

function problems(files: Record<string, string>): string {
  return checkSite(site(files))
    .filter((one) => one.status === "failed")
    .map((one) => one.detail)
    .join("\n");
}

test("a site whose links arrive is well, page by page", () => {
  const folder = site({
    "index.html": `<a href="/docs/guides/one#top">one</a><a href="#here">here</a><i id="here"></i>`,
    "guides/one.html": `<h1 id="top">One</h1><a href="../">up</a>`,
  });
  expect(checkSite(folder)).toEqual([
    { title: "guides/one.html", status: "passed" },
    { title: "index.html", status: "passed" },
  ]);
});

test("a link to a page that is not there is named", () => {
  expect(problems({ "index.html": `<a href="/docs/gone">gone</a>` })).toBe("links to /docs/gone, which does not exist");
});

test("a link to a place that the page does not have is named", () => {
  expect(problems({ "index.html": `<a href="/docs/one#nowhere">x</a>`, "one.html": "<p>" })).toBe("links to /docs/one#nowhere, and one.html has no such place");
});

test("a link out of the site is named", () => {
  expect(problems({ "index.html": `<a href="/elsewhere">x</a>` })).toBe("links to /elsewhere, which is outside of the site");
});

test.each([
  ["a script", "index.html", `<script src="https://cdn.example/x.js"></script>`, "loads https://cdn.example/x.js"],
  ["a picture without a scheme", "index.html", `<img alt="" src="//cdn.example/x.png">`, "loads //cdn.example/x.png"],
  ["a font of a style sheet", "assets/style.css", `@font-face { src: url("https://fonts.example/a.woff2") }`, "loads https://fonts.example/a.woff2"],
  ["a request of a script", "assets/app.js", `fetch("https://api.example/v1")`, "loads https://api.example/v1"],
  ["a link", "index.html", `<a href="https://example.com/">x</a>`, "links to another host: https://example.com/"],
])("%s of another host is named", (_what, file, text, problem) => {
  expect(problems({ "index.html": "<p>", [file]: text })).toBe(problem);
});

test("a folder without pages is no site", () => {
  expect(problems({})).toContain("the site has no page");
});
