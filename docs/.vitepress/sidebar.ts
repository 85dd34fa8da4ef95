import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

export interface SidebarGroup {
  text: string;
  collapsed?: boolean;
  items: { text: string; link: string }[];
}

/** The groups in reading order; what is not named in `first` follows by name. */
const groups: readonly { text: string; folder: string; first: readonly string[]; collapsed: boolean }[] = [
  {
    text: "Guides",
    folder: "guides",
    first: [
      "quickstart",
      "testing",
      "policies",
      "second-factors",
      "passkeys",
      "social-sign-in",
      "sign-in-screens",
      "react",
      "react-query",
      "react-live",
      "servers",
      "servers-node",
      "webhooks",
      "realtime",
      "graphql",
      "webhook-deliveries",
      "webhook-refusals",
      "query-caches",
      "offline",
      "inspector",
    ],
    collapsed: false,
  },
  {
    text: "Concepts",
    folder: "concepts",
    first: [
      "environment-and-users",
      "organizations-and-roles",
      "credentials",
      "sessions",
      "auth-policies",
      "policies",
      "tenant-of-a-call",
      "wire",
      "errors",
      "mock",
    ],
    collapsed: false,
  },
  {
    text: "Reference",
    folder: "reference",
    first: ["index", "environment", "auth", "sessions", "users", "organizations", "members", "teams", "roles", "policies", "rbac", "invitations"],
    collapsed: false,
  },
  { text: "Packages", folder: "api", first: ["index"], collapsed: true },
  { text: "Decisions", folder: "decisions", first: ["index"], collapsed: true },
];

/** The sidebar from the files that are there: a page that is added is listed without being named anywhere. */
export function sidebar(here: string): SidebarGroup[] {
  const docs = path.dirname(here);
  return groups.flatMap(({ text, folder, first, collapsed }) => {
    const files = existsSync(path.join(docs, folder))
      ? readdirSync(path.join(docs, folder), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"))
      : [];
    const names = files
      .map((file) => file.replaceAll(path.sep, "/").slice(0, -".md".length))
      .sort((a, b) => place(first, a) - place(first, b) || a.localeCompare(b));
    if (names.length === 0) return [];
    return [
      {
        text,
        collapsed,
        items: names.map((name) => ({ text: titleOf(path.join(docs, folder, `${name}.md`)), link: `/${folder}/${name === "index" ? "" : name}` })),
      },
    ];
  });
}

function place(first: readonly string[], name: string): number {
  const at = first.indexOf(name);
  return at < 0 ? first.length : at;
}

/** The first heading of a page. */
export function titleOf(file: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(file, "utf8"))?.[1];
  if (!heading) throw new Error(`${file} has no heading`);
  return heading.replaceAll("\\", "").replaceAll("`", "");
}
