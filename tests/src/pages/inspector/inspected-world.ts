import { randomUUID } from "node:crypto";
import { createControl, type ControlClient } from "@plinto/mock/control";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import type { DevProgram } from "../dev-program.ts";
import { visit } from "../visit.ts";

/** A world of its own with the inspector open in it. */
export interface InspectedWorld {
  readonly page: Page;
  /** What the page did that it should not. */
  readonly problems: readonly string[];
  readonly id: string;
  /** Where the world stands. */
  readonly url: string;
  readonly control: ControlClient;
  /** Calls the API of the world, as the application under test would. @param as an access token or a key */
  call(method: string, path: string, options?: { readonly body?: unknown; readonly as?: string }): Promise<Response>;
}

/** How a world is inspected. */
export interface InspectOptions extends BrowserContextOptions {
  /** What happens in the world before one looks. */
  readonly before?: (world: Pick<InspectedWorld, "control" | "call" | "url">) => Promise<void>;
}

/** Opens a pane of the inspector in a world that nobody else uses. */
export async function inspect(browser: Browser, dev: DevProgram, pane: string, { before, ...options }: InspectOptions = {}): Promise<InspectedWorld> {
  const id = `w${randomUUID()}`;
  await createControl({ url: dev.url }).createWorld({ id });
  const url = `${dev.url}/w/${id}`;
  const control = createControl({ url });
  const call: InspectedWorld["call"] = (method, path, { body, as } = {}) =>
    fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...(as === undefined ? {} : { authorization: `Bearer ${as}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await before?.({ control, call, url });
  const { page, problems } = await visit(browser, `${url}/__plinto#${pane}`, { permissions: ["clipboard-read", "clipboard-write"], ...options });
  await page.getByText("live", { exact: true }).waitFor();
  return { page, problems, id, url, control, call };
}

/** Presses a button that copies, and reads what it copied. */
export async function copied(page: Page, name: string): Promise<string> {
  await page.getByRole("button", { name: `Copy ${name}` }).click();
  await page.getByText(`Copied: ${name}.`).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}
