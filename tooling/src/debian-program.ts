import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** A program that tests need and that no package of npm brings along. */
export interface NeededProgram {
  /** What people call it. */
  readonly title: string;
  /** The names that it has in a folder of PATH, the first that is found being taken. */
  readonly names: readonly string[];
  /** Where it is when no folder of PATH has it. */
  readonly wellKnown: readonly string[];
  /** The variable of the environment that names one. */
  readonly variable: string;
  /** The package of Debian that has it. */
  readonly debianPackage: string;
}

export interface FindOptions {
  /** The environment to look into: `PATH` and the program's own variable. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether it may be installed from Debian's packages. */
  readonly install: boolean;
  /** Told before something is installed, and why it was not. */
  log(line: string): void;
  /** Whether this is root on Debian, who can install. Found out when absent. */
  readonly canInstall?: boolean;
}

/** The path of a program: named by its variable, found, or installed by apt-get where that may be; else undefined. */
export function findProgram(program: NeededProgram, { env, install, log, canInstall = isRootOnDebian() }: FindOptions): string | undefined {
  const { title, variable, debianPackage } = program;
  const named = env[variable];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`${variable} names ${named}, which does not exist: correct it, or leave it out to have ${title} found`);
  }
  const found = search(program, env);
  if (found || !install) return found;
  if (!canInstall) {
    log(`There is no ${title} here, and it can only be installed as root on Debian: install it, or name one in ${variable}`);
    return undefined;
  }
  log(`Installing ${title} from Debian's packages (apt-get install ${debianPackage})`);
  const options = { stdio: "ignore", env: { ...env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  spawnSync("apt-get", ["update", "-q"], options);
  try {
    execFileSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", debianPackage], options);
  } catch {
    log(`apt-get could not install ${title}: install it yourself, or name one in ${variable}`);
    return undefined;
  }
  return search(program, env);
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function search({ names, wellKnown }: NeededProgram, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => path.join(folder, name))), ...wellKnown].find((file) => existsSync(file));
}
