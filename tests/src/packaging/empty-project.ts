import { execFile } from "node:child_process";
import { cpSync, lstatSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..", "..", "..");

/** What a program printed and how it ended. */
export interface Run {
  code: number;
  output: string;
}

/** A project outside the workspace, with what npm installed into it. */
export interface EmptyProject {
  folder: string;
  /** Runs a file of the project, or a program by its path, on this Node. */
  node(...args: string[]): Promise<Run>;
  write(file: string, text: string): void;
  /** Bytes and packages below node_modules. */
  weigh(): { bytes: number; packages: string[] };
  remove(): void;
}

/** Makes an empty project and installs our packed packages, named by folder, and others from the registry into it. */
export async function emptyProject(ours: readonly string[], others: readonly string[] = []): Promise<EmptyProject> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "plinto-consumer-")));
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify({ name: "consumer", private: true }, null, 2)}\n`);
  const project: EmptyProject = {
    folder,
    node: (...args) => run(process.execPath, args, folder),
    write: (file, text) => writeFileSync(path.join(folder, file), text),
    weigh: () => weigh(path.join(folder, "node_modules")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  const { code, output } = await run(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...withTheirs(ours).map(tarball), ...others],
    folder,
  );
  if (code !== 0) {
    project.remove();
    throw new Error(`npm could not install ${ours.join(", ")}:\n${output}`);
  }
  return project;
}

/** Copies a consumer's sources, a folder beside this file, into a project. */
export function copyConsumer(project: EmptyProject, consumer: string = "consumer"): void {
  cpSync(path.join(import.meta.dirname, consumer), project.folder, { recursive: true });
}

/** A file of a development dependency of the tests. */
export function tool(name: string, file: string): string {
  return path.join(repository, "tests", "node_modules", name, file);
}

/** These packages and those of ours that they depend on, which no registry has before they are published. */
function withTheirs(names: readonly string[]): string[] {
  const all = new Set(names);
  for (const name of all) {
    const { dependencies = {} } = JSON.parse(readFileSync(path.join(repository, "packages", name, "package.json"), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) if (dependency.startsWith("@plinto/")) all.add(dependency.slice("@plinto/".length));
  }
  return [...all];
}

function tarball(name: string): string {
  const folder = path.join(repository, ".plinto", "packed");
  const found = readdirSync(folder).find((file) => file.startsWith(`plinto-${name}-`) && /^\d/.test(file.slice(`plinto-${name}-`.length)));
  if (!found) throw new Error(`${name} is not packed: run \`npm test -- install\`, which packs first`);
  return path.join(folder, found);
}

function run(program: string, args: readonly string[], cwd: string): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: "", NODE_PATH: "", NO_COLOR: "1" } },
      (error, stdout, stderr) => {
        resolve({
          code: error ? (typeof error.code === "number" ? error.code : 1) : 0,
          output: `${stdout}${stderr}${error && typeof error.code !== "number" ? error.message : ""}`,
        });
      },
    );
  });
}

function weigh(modules: string): { bytes: number; packages: string[] } {
  let bytes = 0;
  const packages: string[] = [];
  for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    bytes += lstatSync(file).size;
    if (entry.name === "package.json" && /node_modules\/(@[^/]+\/)?[^/]+$/.test(entry.parentPath))
      packages.push((JSON.parse(readFileSync(file, "utf8")) as { name: string }).name);
  }
  return { bytes, packages };
}
