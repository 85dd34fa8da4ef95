import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { inRoot } from "../root.ts";
import type { Document, Registries } from "./openapi.ts";

/** The multi-file source, resolved into one document by Redocly. */
export function readSource(file: string = inRoot("spec", "openapi.yaml")): Document {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-spec-"));
  try {
    const output = path.join(folder, "bundle.json");
    execFileSync(
      process.execPath,
      [inRoot("tooling", "node_modules", "@redocly", "cli", "bin", "cli.js"), "bundle", file, "--output", output, "--config", inRoot("spec", "redocly.yaml")],
      {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      },
    );
    return JSON.parse(readFileSync(output, "utf8")) as Document;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readYaml<T>(...parts: string[]): T {
  return parse(readFileSync(inRoot("spec", ...parts), "utf8")) as T;
}

/** The registries under spec/registries; `events` is filled from the resources' events.yaml by the bundle step. */
export function readRegistries(): Registries {
  return {
    errorCodes: readYaml<{ codes: Registries["errorCodes"] }>("registries", "error-codes.yaml").codes,
    permissions: readYaml<{ groups: Registries["permissions"] }>("registries", "permissions.yaml").groups,
    roles: readYaml<{ roles: Registries["roles"] }>("registries", "roles.yaml").roles,
    plans: readYaml<Registries["plans"]>("registries", "plans.yaml"),
    rateLimits: readYaml<{ policies: Registries["rateLimits"] }>("registries", "rate-limits.yaml").policies,
    events: {},
  };
}

/** Shared shapes that only the bundle step refers to. */
export function readShared<T>(file: string): Record<string, T> {
  return readYaml<Record<string, T>>("shared", file);
}
