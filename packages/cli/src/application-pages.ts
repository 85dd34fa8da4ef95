import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { mediaTypeOf, type MockPages, pagesWith } from "@plinto/mock-ui";
import { UsageError } from "./usage-error.ts";

const prefix = "/app/";

/**
 * The pages of a mock, with a built application beside them: its files below `/app/`, its `index.html` for every page that it makes up
 * there itself, and a link to it on the landing page.
 *
 * @throws UsageError when the folder holds no built application
 */
export async function withApplication(folder: string): Promise<Pick<MockPages, "handle">> {
  const root = path.resolve(folder);
  const index = path.join(root, "index.html");
  if (!(await isFile(index)))
    throw new UsageError(`There is no index.html in ${JSON.stringify(folder)}. Build the application, for the path ${prefix}, first.`);
  const pages = pagesWith([{ href: prefix, text: "Open the application" }]);
  return {
    async handle(request) {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(prefix) && pathname !== "/app") return pages.handle(request);
      if (request.method !== "GET" && request.method !== "HEAD") return undefined;
      if (pathname === "/app") return new Response(null, { status: 308, headers: { location: prefix } });
      const file = await fileAt(root, pathname.slice(prefix.length));
      if (file === undefined) return new Response("There is no such file.\n", { status: 404, headers: { "content-type": "text/plain" } });
      return new Response(await readFile(file ?? index), {
        headers: { "content-type": mediaTypeOf(file ?? index), "cache-control": "no-store" },
      });
    },
  };
}

/** The file that an address names; null for one that the application makes up; undefined for one that is missing. */
async function fileAt(root: string, address: string): Promise<string | null | undefined> {
  let name: string;
  try {
    name = decodeURIComponent(address);
  } catch {
    return undefined;
  }
  const file = path.join(root, name);
  // No path leads out of the folder.
  if (file !== root && !file.startsWith(root + path.sep)) return undefined;
  if (name !== "" && (await isFile(file))) return file;
  return path.extname(name) === "" ? null : undefined;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
