import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundle, bundleFiles } from "../description/bundle.ts";
import { describe } from "../description/model.ts";
import { inRoot } from "../root.ts";
import { emitAdmin } from "./admin.ts";
import { emitAsyncApi } from "./asyncapi.ts";
import { emitControlRoutes } from "./control-routes.ts";
import { emitControl } from "./control.ts";
import { emitEvidence } from "./evidence.ts";
import { emitExampleScreens } from "./example-screens.ts";
import { emitFacade, emitSdkNames } from "./facade.ts";
import { emitFunctions } from "./functions.ts";
import { emitGraphql } from "./graphql/emit.ts";
import { emitIdPatterns } from "./id-patterns.ts";
import { emitMockKeyIds } from "./mock-key-ids.ts";
import { emitMockTables } from "./mock-tables.ts";
import { emitMutants } from "./mutants.ts";
import { emitNotices } from "./notices.ts";
import { emitOpenApiTypes } from "./openapi-types.ts";
import { emitOperationTypes, emitSpecIndex } from "./operation-types.ts";
import { emitPermissionNames } from "./permission-names.ts";
import { emitQueries } from "./queries.ts";
import { emitReact } from "./react.ts";
import { emitRealtime } from "./realtime.ts";
import { emitReference } from "./reference.ts";
import { emitSessionRoutes } from "./session-routes.ts";
import { emitTypes } from "./types.ts";
import { emitValidators } from "./validators.ts";
import { emitWebhookEvents } from "./webhook-events.ts";
import { emitWhoMay } from "./who-may.ts";

/** Folders whose every file is generated: a file there that no emitter names any more is stale. */
const generatedFolders = [
  "packages/spec/src/generated",
  "packages/core/src/generated",
  "packages/node/src/generated",
  "packages/policy/src/generated",
  "packages/react/src/generated",
  "packages/mock/src/generated",
  "packages/mock/src/generated/validators",
  "packages/realtime/src/generated",
  "packages/webhooks/src/generated",
  "docs/reference",
  "examples/next/src/sign-in",
];

/** Every generated file with its content. */
export async function generateAll(): Promise<Map<string, string>> {
  const document = bundle();
  const description = describe(document);
  return new Map([
    ...bundleFiles(document),
    ...emitTypes(description),
    ...emitOperationTypes(description),
    ...emitSpecIndex(description),
    ...(await emitOpenApiTypes(description)),
    ...emitFunctions(description),
    ...emitFacade(description),
    ...emitAdmin(description),
    ...emitSessionRoutes(description),
    ...emitPermissionNames(description),
    ...emitIdPatterns(description),
    ...emitMockKeyIds(description),
    ...emitQueries(description),
    ...emitReact(description),
    ...emitSdkNames(description),
    ...emitMockTables(description),
    ...emitControl(),
    ...emitControlRoutes(),
    ...emitValidators(description),
    ...emitReference(description),
    ...emitEvidence(description),
    ...emitMutants(),
    ...emitWhoMay(description),
    ...emitWebhookEvents(description),
    ...emitRealtime(description),
    ...emitAsyncApi(description),
    ...emitGraphql(description),
    ...emitNotices(),
    ...emitExampleScreens(),
  ]);
}

/** Names the files on disk that differ from what the description gives. */
export function checkFiles(files: Map<string, string>): string[] {
  const stale = [...files].filter(([file, text]) => !existsSync(inRoot(file)) || readFileSync(inRoot(file), "utf8") !== text).map(([file]) => file);
  return [...stale, ...orphans(files)];
}

/** Writes what changed and removes what no emitter names any more. */
export function writeFiles(files: Map<string, string>): string[] {
  const changed = checkFiles(files);
  for (const file of orphans(files)) rmSync(inRoot(file));
  for (const [file, text] of files) {
    if (!changed.includes(file)) continue;
    mkdirSync(path.dirname(inRoot(file)), { recursive: true });
    writeFileSync(inRoot(file), text);
  }
  return changed;
}

function orphans(files: Map<string, string>): string[] {
  return generatedFolders.flatMap((folder) =>
    existsSync(inRoot(folder))
      ? readdirSync(inRoot(folder), { withFileTypes: true })
          .filter((entry) => entry.isFile() && !files.has(`${folder}/${entry.name}`))
          .map((entry) => `${folder}/${entry.name}`)
      : [],
  );
}
