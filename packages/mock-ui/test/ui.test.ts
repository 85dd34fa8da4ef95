import { createRequire } from "node:module";
import { expect, test } from "vitest";

type Door = typeof import("../src/index.ts");

// The pages lie beside the built door, so that is what is tested.
const built = new URL("../dist/index.js", import.meta.url).href;
const { mediaTypeOf, pagesWith, ui } = (await import(/* @vite-ignore */ built)) as Door;

const get = (path: string, method: string = "GET"): Promise<Response | undefined> => ui.handle(new Request(`http://127.0.0.1:4010${path}`, { method }));

test.for([
  ["/", "Plinto, offline"],
  ["/docs", "Plinto API"],
  ["/docs/", "Plinto API"],
])("%s is the page %j", async ([path, title]) => {
  const page = await get(path!);
  expect(page!.status).toBe(200);
  expect(page!.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page!.headers.get("cache-control")).toBe("no-store");
  expect(await page!.text()).toContain(`<title>${title!}</title>`);
});

test("the landing page links to others first, as they are written, and no other page does", async () => {
  const pages = pagesWith([{ href: "/app/?a=1&b=2", text: 'The "$&" <shop>' }]);
  const read = async (path: string): Promise<string> => (await pages.handle(new Request(`http://127.0.0.1:4010${path}`)))!.text();
  expect(await read("/")).toMatch(
    /<nav aria-label="Pages">\s*<!-- links --><a href="\/app\/\?a=1&amp;b=2">The &quot;\$&amp;&quot; &lt;shop><\/a>\s*<a href="\/docs">/,
  );
  expect(await read("/docs")).toBe(await (await get("/docs"))!.text());
});

test.for([
  ["assets/shop.js", "text/javascript; charset=utf-8"],
  ["logo.png", "image/png"],
  ["font.ttf", "font/ttf"],
  ["data.bin", "application/octet-stream"],
])("the media type of %s is %s", ([file, type]) => {
  expect(mediaTypeOf(file!)).toBe(type);
});

test.for(["/", "/docs"])("every part that %s asks for is there, with its type, and may be kept for ever", async (path) => {
  const html = await (await get(path))!.text();
  const parts = [...html.matchAll(/(?:src|href)="(\/__plinto\/ui\/[^"]+)"/g)].map(([, part]) => part!);
  expect(parts.some((part) => part.endsWith(".js"))).toBe(true);
  for (const part of parts) {
    const answer = await get(part);
    expect(answer!.status).toBe(200);
    expect(answer!.headers.get("content-type")).toBe(part.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
    expect(answer!.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  }
});

// Without a word on scripts of its own the policy made Chromium note on the console that it fell back to `default-src`.
test.for(["/", "/docs"])("%s may run scripts of its own origin alone, and be shown by no other page", async (path) => {
  const policy = (await get(path))!.headers.get("content-security-policy")!;
  const directives = Object.fromEntries(policy.split("; ").map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]));
  expect(directives).toMatchObject({ "default-src": ["'self'"], "script-src": ["'self'"], "connect-src": ["'self'"], "frame-ancestors": ["'self'"] });
});

test.for(["/v1/organizations", "/docs/more", "/__plinto", "/__plinto/mailbox", "/index.html"])("%s is none of its pages", async (path) => {
  expect(await get(path)).toBeUndefined();
});

const asBrowser = (path: string): Promise<Response | undefined> =>
  ui.handle(new Request(`http://127.0.0.1:4010${path}`, { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } }));

test.for(["/__plinto", "/__plinto/", "/w/test-7/__plinto"])("a browser that goes to %s gets the inspector, and a program the control plane", async (path) => {
  const page = await asBrowser(path);
  expect(page!.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page!.headers.get("vary")).toBe("Accept");
  expect(await page!.text()).toContain("<title>Plinto inspector</title>");
  expect(await get(path)).toBeUndefined();
});

test.for(["/__plinto/mailbox", "/w/test-7/more/__plinto", "/w/test-7"])("%s is no page for a browser either", async (path) => {
  expect(await asBrowser(path)).toBeUndefined();
});

test("the inspector may load nothing but its own parts, and send nothing anywhere else", async () => {
  const policy = (await asBrowser("/__plinto"))!.headers.get("content-security-policy")!;
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ]);
});

test.for(["POST", "PUT", "DELETE", "OPTIONS"])("a page answers no %s", async (method) => {
  expect(await get("/", method)).toBeUndefined();
});

test.for(["/__plinto/ui/assets/../../index.js", "/__plinto/ui/assets/%2e%2e%2findex.html", "/__plinto/ui/assets/..%5cindex.html", "/__plinto/ui/assets/.env"])(
  "no path leads out of the folder of the pages: %s",
  async (path) => {
    expect(await get(path)).toBeUndefined();
  },
);

test("a part that is not there is said to be missing", async () => {
  const answer = await get("/__plinto/ui/assets/nothing.js");
  expect([answer!.status, await answer!.text()]).toEqual([404, "There is no such page.\n"]);
});

test("the CommonJS half finds the same pages", async () => {
  const required = createRequire(import.meta.url)("../dist/index.cjs") as Door;
  const page = await required.ui.handle(new Request("http://127.0.0.1:4010/"));
  expect(await page!.text()).toBe(await (await get("/"))!.text());
});
