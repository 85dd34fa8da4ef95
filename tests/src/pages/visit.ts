import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright";
import { onTestFinished } from "vitest";

/** The Chromium that the stage `browser` found. */
export function startChromium(): Promise<Browser> {
  const executablePath = process.env["PLINTO_CHROMIUM"];
  if (executablePath === undefined) throw new Error("PLINTO_CHROMIUM names no Chromium: run `npm test -- browser`, which finds one");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page with what it did that it should not. */
export interface Visit {
  readonly page: Page;
  /** Console errors and warnings, uncaught errors, refused and failed requests, and requests to any other origin. */
  readonly problems: readonly string[];
}

/** Opens a page in a context of its own, which is closed when the test ends. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const { origin } = new URL(url);
  const problems: string[] = [];
  const isInside = (target: string): boolean => /^(?:data|blob):/.test(target) || new URL(target).origin === origin;
  await context.route(
    (target) => !isInside(target.href),
    (route) => {
      // What a policy of the page forbids does not come so far; Chromium may all the same tell of a request for it.
      problems.push(`asked for ${route.request().url()}`);
      return route.abort();
    },
  );
  context.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.url()} answered ${response.status()}`);
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Of the first the console tells too; the second is what the page gave up itself, or was left in the middle of.
    if (reason !== "csp" && reason !== "net::ERR_ABORTED") problems.push(`${request.url()} failed: ${reason}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => problems.push(`uncaught: ${error.error().message}`));
  const page = await context.newPage();
  await page.goto(url);
  return { page, problems };
}

/** How a screenshot looks as a whole. */
export interface Look {
  /** How many different colours it has. */
  readonly colours: number;
  /** The colour of most points, from 0 (black) to 255 (white). */
  readonly background: number;
}

/** Looks at what a page shows, in a blank page that may read pictures. */
export async function look(page: Page): Promise<Look> {
  const picture = (await page.screenshot({ fullPage: true })).toString("base64");
  const blank = await page.context().newPage();
  return blank.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const points = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    const counts = new Map<number, number>();
    for (const point of points) counts.set(point, (counts.get(point) ?? 0) + 1);
    const [most] = [...counts].reduce((left, right) => (right[1] > left[1] ? right : left));
    return { colours: counts.size, background: ((most & 255) + ((most >> 8) & 255) + ((most >> 16) & 255)) / 3 };
  }, picture);
}
