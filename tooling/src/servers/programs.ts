import { globSync } from "node:fs";
import { findProgram, type FindOptions, type NeededProgram } from "../debian-program.ts";

/** The newest first: version 9 is older than version 15. */
const byVersion = new Intl.Collator("en", { numeric: true });

const redis: NeededProgram = {
  title: "Redis",
  names: ["redis-server", "valkey-server"],
  wellKnown: ["/opt/homebrew/bin/redis-server"],
  variable: "REDIS_SERVER_PATH",
  debianPackage: "redis-server",
};

const postgres: NeededProgram = {
  title: "PostgreSQL",
  names: ["initdb"],
  // Debian keeps the programs of each version apart, and out of PATH.
  get wellKnown() {
    const found = globSync(["/usr/lib/postgresql/*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb"]);
    return found.toSorted((a, b) => byVersion.compare(b, a));
  },
  variable: "POSTGRES_INITDB_PATH",
  debianPackage: "postgresql",
};

/** The path of redis-server: named by REDIS_SERVER_PATH, found, or installed by apt-get where that may be; else undefined. */
export function findRedis(options: FindOptions): string | undefined {
  return findProgram(redis, options);
}

/** The path of PostgreSQL's initdb, beside which its server is: named by POSTGRES_INITDB_PATH, found, or installed; else undefined. */
export function findPostgres(options: FindOptions): string | undefined {
  return findProgram(postgres, options);
}

/** A server that a test cannot do without. Nothing is installed in the midst of tests: the stage `unit` did that before them. */
export function required(title: string, found: string | undefined, variable: string): string {
  if (found !== undefined) return found;
  throw new Error(
    `These tests need ${title}, which is not here: \`npm test -- unit\` installs it as root on Debian; elsewhere install it, or name one in ${variable}`,
  );
}
