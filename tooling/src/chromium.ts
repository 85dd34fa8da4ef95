import { findProgram, type FindOptions, type NeededProgram } from "./debian-program.ts";

const chromium: NeededProgram = {
  title: "Chromium",
  names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  wellKnown: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/usr/lib/chromium/chromium",
  ],
  variable: "CHROME_PATH",
  debianPackage: "chromium",
};

/** The path of a Chromium or Chrome: named by CHROME_PATH, found, or installed by apt-get where that may be; else undefined. */
export function findChromium(options: FindOptions): string | undefined {
  return findProgram(chromium, options);
}
