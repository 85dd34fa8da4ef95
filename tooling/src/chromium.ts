import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const wellKnown = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/usr/lib/chromium/chromium",
];

export interface ChromiumOptions {
  /** The environment to look into: `CHROME_PATH` and `PATH`. */
  env: NodeJS.ProcessEnv;
  /** Whether it may be installed from Debian's packages. */
  install: boolean;
  /** Told before something is installed, and why it was not. */
  log(line: string): void;
}

/** The path of a Chromium or Chrome: named by CHROME_PATH, found, or installed by apt-get where that may be; else undefined. */
export function findChromium({ env, install, log }: ChromiumOptions): string | undefined {
  if (env["CHROME_PATH"]) {
    if (existsSync(env["CHROME_PATH"])) return env["CHROME_PATH"];
    throw new Error(`CHROME_PATH names ${env["CHROME_PATH"]}, which does not exist: correct it, or leave it out to have Chromium found`);
  }
  const found = search(env);
  if (found || !install) return found;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) {
    log("There is no Chromium here, and it can only be installed as root on Debian: install it, or name one in CHROME_PATH");
    return undefined;
  }
  log("Installing Chromium from Debian's packages (apt-get install chromium)");
  const options = { stdio: "ignore", env: { ...env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  spawnSync("apt-get", ["update", "-q"], options);
  try {
    execFileSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"], options);
  } catch {
    log("apt-get could not install Chromium: install it yourself, or name one in CHROME_PATH");
    return undefined;
  }
  return search(env);
}

function search(env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => path.join(folder, name))), ...wellKnown].find((file) => existsSync(file));
}
