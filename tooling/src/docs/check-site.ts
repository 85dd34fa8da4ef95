import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { casesOf, type Case } from "../test/case.ts";

/** What the pages of a site may link to outside of it. Linked, never loaded. */
export interface SiteOptions {
  /** The path below which the site is served, with slashes at both ends. `/docs/` when absent. */
  base?: string;
}

const loading = /<(?:script|img|iframe|source|video|audio|embed|object|link)\b[^>]*?\s(?:src|href|data|srcset)="([^"]*)"/g;
const styled = /(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?\/\/[^'")\s]+)/g;
const requested = /(?:fetch|import|importScripts|Worker|WebSocket|EventSource|sendBeacon)\(\s*["'`]((?:https?|wss?):\/\/[^"'`]+)/g;
const linked = /<a\b[^>]*?\shref="([^"]*)"/g;

/**
 * A built site asks no other host for anything, links to no other host, and every link inside it arrives. One case per
 * page, and one for each script or style sheet that has a problem.
 */
export function checkSite(folder: string, options: SiteOptions = {}): Case[] {
  const base = options.base ?? "/docs/";
  const files = filesOf(folder);
  const pages = files.filter((file) => file.endsWith(".html"));
  const anchors = new Map<string, Set<string>>();
  const problems = new Map<string, string[]>();
  for (const file of files) {
    if (!/\.(?:html|css|js)$/.test(file)) continue;
    const text = readFileSync(path.join(folder, file), "utf8");
    const found = foreignRequests(file, text);
    if (file.endsWith(".html")) found.push(...brokenLinks({ folder, base, file, text, anchors }));
    if (found.length > 0) problems.set(file, [...new Set(found)]);
  }
  if (pages.length === 0) problems.set(folder, ["the site has no page: build it with `npm run docs`"]);
  return casesOf(pages, problems);
}

function foreignRequests(file: string, text: string): string[] {
  const patterns = file.endsWith(".html") ? [loading, styled] : file.endsWith(".css") ? [styled] : [requested];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .map((match) => match[1]!)
      .filter(isForeign)
      .map((url) => `loads ${url}`),
  );
}

function isForeign(url: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(url);
}

interface PageFacts {
  folder: string;
  base: string;
  file: string;
  text: string;
  anchors: Map<string, Set<string>>;
}

function brokenLinks({ folder, base, file, text, anchors }: PageFacts): string[] {
  const problems: string[] = [];
  for (const [, raw] of text.matchAll(linked)) {
    const href = raw!.replaceAll("&amp;", "&");
    if (isForeign(href)) {
      problems.push(`links to another host: ${href}`);
      continue;
    }
    if (/^(?:mailto|data):/.test(href)) continue;
    const page = `http://site${base}${file}`;
    const { pathname, hash } = new URL(href, page);
    if (!pathname.startsWith(base)) {
      problems.push(`links to ${href}, which is outside of the site`);
      continue;
    }
    const target = targetOf(folder, decodeURIComponent(pathname.slice(base.length)));
    if (target === undefined) problems.push(`links to ${href}, which does not exist`);
    else if (hash.length > 1 && target.endsWith(".html") && !anchorsOf(folder, target, anchors).has(decodeURIComponent(hash.slice(1))))
      problems.push(`links to ${href}, and ${target} has no such place`);
  }
  return problems;
}

function targetOf(folder: string, pathname: string): string | undefined {
  const candidates = pathname === "" || pathname.endsWith("/") ? [`${pathname}index.html`] : [pathname, `${pathname}.html`, `${pathname}/index.html`];
  return candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(path.join(folder, candidate)));
}

function anchorsOf(folder: string, file: string, known: Map<string, Set<string>>): Set<string> {
  let anchors = known.get(file);
  if (!anchors) {
    anchors = new Set([...readFileSync(path.join(folder, file), "utf8").matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]!));
    known.set(file, anchors);
  }
  return anchors;
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .sort();
}
