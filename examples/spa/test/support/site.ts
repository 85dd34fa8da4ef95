import path from "node:path";
import { type AcmeSeed, createMock, type Mock, type MockOptions } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { onTestFinished } from "vitest";
import { build } from "vite";

const root = path.join(import.meta.dirname, "..", "..");

/** The built application, by path. */
export type Built = ReadonlyMap<string, string>;

/** Builds the application for a page that is served beside the backend. */
export async function buildApplication(): Promise<Built> {
  const result = await build({ root, mode: "beside", logLevel: "error", build: { write: false } });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ("output" in one ? one.output : []));
  return new Map(outputs.map((file) => [`/app/${file.fileName}`, file.type === "chunk" ? file.code : String(file.source)]));
}

/** A backend with the application beside it. */
export interface Site {
  /** Where the application is. At `localhost`, since passkeys belong to a domain and an address is none. */
  readonly url: string;
  readonly mock: Mock<AcmeSeed>;
}

const types: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css" };

/** Serves the application beside a backend of its own, until the test ends. Nothing may come from anywhere else. */
export async function serveSite(built: Built, options: Omit<MockOptions<"acme">, "seed"> = {}): Promise<Site> {
  const mock = createMock(options);
  const served = await serveMock(mock, {
    ui: {
      handle: async (request) => {
        const { pathname } = new URL(request.url);
        if (!pathname.startsWith("/app/")) return undefined;
        const file = built.has(pathname) ? pathname : "/app/index.html";
        const headers = {
          "content-type": types[path.extname(file).slice(1)] ?? "text/plain",
          "content-security-policy": "default-src 'self'; img-src 'self' data:",
        };
        return new Response(built.get(file), { headers });
      },
    },
  });
  onTestFinished(() => served.close());
  return { url: `${served.url.replace("127.0.0.1", "localhost")}/app`, mock };
}
