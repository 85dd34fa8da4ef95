import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findProgram, type FindOptions, type NeededProgram } from "../../src/debian-program.ts";
import { findPostgres, findRedis, required } from "../../src/servers/programs.ts";

const needed: NeededProgram = { title: "Redis", names: ["redis-server"], wellKnown: [], variable: "REDIS_SERVER_PATH", debianPackage: "redis-server" };

/** A folder that is all of PATH, in which apt-get is a script of ours. */
function machine(aptGet: string): FindOptions & { folder: string; lines: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "apt-get");
  writeFileSync(file, `#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> "\${0%/*}/asked"\n${aptGet}\n`);
  chmodSync(file, 0o755);
  const lines: string[] = [];
  return { folder, lines, env: { PATH: folder }, install: true, canInstall: true, log: (line) => void lines.push(line) };
}

test("a program in PATH is taken as it is", () => {
  const host = machine("exit 1");
  writeFileSync(path.join(host.folder, "redis-server"), "");
  expect(findProgram(needed, host)).toBe(path.join(host.folder, "redis-server"));
  expect(host.lines).toEqual([]);
});

test("a program that is missing is installed by apt-get, which is told plainly", () => {
  const host = machine('if [ "$1" = install ]; then : > "${0%/*}/redis-server"; fi');
  const { folder } = host;
  expect(findProgram(needed, host)).toBe(path.join(folder, "redis-server"));
  expect(host.lines).toEqual(["Installing Redis from Debian's packages (apt-get install redis-server)"]);
  const asked = readFileSync(path.join(folder, "asked"), "utf8");
  expect(asked).toBe("noninteractive update -q\nnoninteractive install -q -y --no-install-recommends redis-server\n");
});

test("when apt-get fails, that is told, and nothing is found", () => {
  const host = machine("exit 100");
  expect(findProgram(needed, host)).toBeUndefined();
  expect(host.lines.at(-1)).toBe("apt-get could not install Redis: install it yourself, or name one in REDIS_SERVER_PATH");
});

test("whoever is not root on Debian is told what to do", () => {
  const host = machine("exit 100");
  expect(findProgram(needed, { ...host, canInstall: false })).toBeUndefined();
  expect(host.lines).toEqual(["There is no Redis here, and it can only be installed as root on Debian: install it, or name one in REDIS_SERVER_PATH"]);
});

test("nothing is installed for who only looks", () => {
  const host = machine("exit 100");
  expect(findProgram(needed, { ...host, install: false })).toBeUndefined();
  expect(host.lines).toEqual([]);
});

test("a variable of the environment names a program, and one that does not exist is refused", () => {
  const host = machine("exit 100");
  const file = path.join(host.folder, "mine");
  writeFileSync(file, "");
  const named = (name: string): NodeJS.ProcessEnv => ({ ...host.env, REDIS_SERVER_PATH: name, POSTGRES_INITDB_PATH: name });
  for (const find of [findRedis, findPostgres]) expect(find({ ...host, env: named(file) })).toBe(file);
  expect(() => findRedis({ ...host, env: named(`${file}-not`) })).toThrow(
    `REDIS_SERVER_PATH names ${file}-not, which does not exist: correct it, or leave it out to have Redis found`,
  );
});

test("a test that needs a server fails without it, and says what to do", () => {
  expect(required("Redis", "/somewhere/redis-server", "REDIS_SERVER_PATH")).toBe("/somewhere/redis-server");
  expect(() => required("Redis", undefined, "REDIS_SERVER_PATH")).toThrow(
    "These tests need Redis, which is not here: `npm test -- unit` installs it as root on Debian; elsewhere install it, or name one in REDIS_SERVER_PATH",
  );
});
