import type { Description, OperationModel } from "../description/model.ts";
import { readTopics } from "../description/realtime.ts";
import { banner } from "./banner.ts";
import { shortDocumentation } from "./functions.ts";
import { pascal } from "./names.ts";
import { oneLine, typeText, type References } from "./type-text.ts";
import { parametersAreOptional, parametersName, resultText } from "./types.ts";

const folder = "packages/react/src/generated";

/**
 * packages/react/src/generated: per resource its hooks, which only name what the runtime binds; the changes by name, for
 * `mutationOptions`; after which operations its own hooks ask again; and which reads a topic can make stale. packages/core/src/generated/permissions.ts: which
 * permissions operations want, and the order of roles.
 */
export function emitReact(description: Description): Map<string, string> {
  const operations = description.operations.filter(({ inFacade }) => inFacade);
  const files = new Map<string, string>();
  let index = banner(description, "react.ts");
  for (const slug of description.slugs) {
    const own = operations.filter((operation) => operation.slug === slug);
    if (own.length === 0) continue;
    const { text, names } = hooksText(description, own);
    files.set(`${folder}/${slug}.ts`, text);
    index += `export { ${names.join(", ")} } from "./${slug}.ts";\n`;
  }
  files.set(`${folder}/hooks.ts`, index);
  files.set(`${folder}/changes.ts`, changesText(description, operations.filter(isChange)));
  files.set(`${folder}/refreshes.ts`, refreshesText(description, operations));
  files.set(`${folder}/topics.ts`, topicsText(description, operations));
  files.set("packages/core/src/generated/permissions.ts", permissionsText(description, operations));
  return files;
}

/** What is asked by navigation is no read that could be kept. */
function isChange(operation: OperationModel): boolean {
  return operation.method !== "GET" || (operation.sdk.kind !== "get" && operation.sdk.kind !== "list");
}

function nameOf({ sdk }: OperationModel): string {
  return `${sdk.resource}.${sdk.method}`;
}

/** Shapes that belong to events are not among those that the client exports. */
function answerText(description: Description, operation: OperationModel, types: References): string {
  const own: References = new Set();
  const text = resultText(operation, own);
  if ([...own].some((name) => description.homes.get(name) === "events")) {
    types.add("Operations");
    return `Operations[${JSON.stringify(operation.id)}]["result"]`;
  }
  for (const name of own) types.add(name);
  return text;
}

/** Operations whose hook has the name of a machine of the entry. */
const machines: ReadonlySet<string> = new Set(["signUp", "signIn", "stepUp"]);
const CALL_ALONE = "The call alone, as a mutation: what leads through all steps is the hook of this name in `@plinto/react`. ";

function hooksText(description: Description, operations: OperationModel[]): { text: string; names: string[] } {
  const types: References = new Set();
  const makers = new Set<string>();
  const names: string[] = [];
  let body = "";
  for (const operation of operations) {
    types.add(parametersName(operation));
    const parameters = `${parametersName(operation)}${parametersAreOptional(description, operation) ? " | void" : ""}`;
    const declare = (prefix: string, maker: string, type: string, about: string): void => {
      const name = `use${prefix}${pascal(operation.id)}`;
      names.push(name);
      makers.add(maker);
      const documentation = shortDocumentation(operation, "").replace("/** ", `/** ${about}`);
      body += `\n${documentation}export const ${name}: ${type} = /* @__PURE__ */ ${maker}("${nameOf(operation)}");\n`;
    };
    const id = JSON.stringify(operation.id);
    if (isChange(operation)) {
      makers.add("ChangeHook");
      declare("", "changeHook", `ChangeHook<${parameters}, ${answerText(description, operation, types)}, ${id}>`, machines.has(operation.id) ? CALL_ALONE : "");
      continue;
    }
    const result = operation.item ? `Page<${typeText(operation.item, types)}>` : answerText(description, operation, types);
    if (operation.item) types.add("Page");
    makers.add("ReadHook").add("SuspenseReadHook");
    declare("", "readHook", `ReadHook<${parameters}, ${result}, ${id}>`, "");
    declare("Suspense", "suspenseReadHook", `SuspenseReadHook<${parameters}, ${result}, ${id}>`, "Suspends. ");
    if (!operation.item) continue;
    const item = typeText(operation.item, types);
    makers.add("InfiniteReadHook").add("SuspenseInfiniteReadHook");
    declare("Infinite", "infiniteReadHook", `InfiniteReadHook<${parameters}, ${item}, ${id}>`, "Page after page. ");
    declare("SuspenseInfinite", "suspenseInfiniteReadHook", `SuspenseInfiniteReadHook<${parameters}, ${item}, ${id}>`, "Page after page, suspends. ");
  }
  const imported = [...makers].sort((a, b) => a.localeCompare(b)).map((name) => (/^[A-Z]/.test(name) ? `type ${name}` : name));
  let text = banner(description, "react.ts");
  text += `import type { ${[...types].sort().join(", ")} } from "@plinto/core";\n`;
  text += `import { ${imported.join(", ")} } from "../query/hooks.ts";\n`;
  return { text: text + body, names };
}

function changesText(description: Description, changes: OperationModel[]): string {
  const types: References = new Set();
  let body = "\n/** Every change by its name in the facade. */\nexport interface Changes {\n";
  for (const operation of changes) {
    types.add(parametersName(operation));
    const parameters = `${parametersName(operation)}${parametersAreOptional(description, operation) ? " | void" : ""}`;
    body += `  /** ${oneLine(operation.summary)}. */\n  ${JSON.stringify(nameOf(operation))}: Change<${parameters}, ${answerText(description, operation, types)}, ${JSON.stringify(operation.id)}>;\n`;
  }
  let text = banner(description, "react.ts");
  text += `import type { ${[...types].sort().join(", ")} } from "@plinto/core";\nimport type { Change } from "../query/change-shape.ts";\n`;
  return `${text}${body}}\n`;
}

/** What a person may is asked of the server; what an operation wants for it stands here. */
function permissionsText(description: Description, operations: OperationModel[]): string {
  const groups = new Map<string, string[]>();
  for (const operation of operations) {
    const wanted = permissionsOf(operation);
    if (wanted === undefined) continue;
    const key = wanted.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), operation.id]);
  }
  const ids = [...groups.values()].flat().sort();
  let text = banner(description, "react.ts");
  text += `\n/** An operation that a person can be allowed, by its operationId; none that depends on whose the thing is, as with \`getUser\`. */\nexport type GatedOperation = ${ids.map((id) => JSON.stringify(id)).join(" | ")};\n`;
  const areas = [...groups.keys()].flatMap((key) => key.split(" ")).map((permission) => permission.split(":")[0]!);
  text += `\n/** What stands before the colon in Plinto's own permissions: an application's own names begin otherwise. */\n`;
  text += `export const permissionAreas: readonly string[] = ${JSON.stringify([...new Set(areas.filter((area) => area !== ""))].sort())};\n`;
  text += `\n/** Permissions, any of which will do → the operations that want one of them. */\n`;
  text += `const wanted: Readonly<Record<string, string>> = {\n`;
  for (const [permissions, own] of groups) if (permissions !== "") text += `  ${JSON.stringify(permissions)}: ${JSON.stringify(own.join(" "))},\n`;
  text += `};\n`;
  text += `\n/**\n * The permissions that an operation wants, any of which will do; none where everybody who is signed in may.\n *\n * @example\n * const [permission] = permissionsFor("updateMember"); // members:manage\n */\n`;
  text += `export function permissionsFor(operation: GatedOperation): readonly Permission[] {\n`;
  text += `  const found = Object.keys(wanted).find((permissions) => wanted[permissions]!.split(" ").includes(operation));\n`;
  text += `  return found ? (found.split(" ") as Permission[]) : [];\n}\n`;
  text += `\n/** The system roles of an organization, from the one that may least to the one that may most. */\nexport const organizationRoles: readonly Role[] = ${JSON.stringify(rolesOf(description))};\n`;
  return text.replace("\n\n/** An", `\nimport type { Permission, Role } from "@plinto/spec";\n\n/** An`);
}

function rolesOf({ registries }: Description): string[] {
  const roles = Object.entries(registries.roles).filter(([, { scope }]) => scope === "organization");
  return roles.sort(([, a], [, b]) => a.level - b.level).map(([name]) => name);
}

/** Operations after which the hooks of the entry ask again. */
function refreshesText(description: Description, operations: OperationModel[]): string {
  const refreshedBy = (...reads: string[]): string[] =>
    operations
      // What the client asks of a person herself, it puts into her session by itself.
      .filter((operation) => operation.path !== "/v1/users/me" && reads.some((read) => operation.operation["x-plinto-invalidates"]?.includes(read)))
      // Who signs in or out is another person, whose answers are others; who accepts an invitation may stay who she is.
      .filter((operation) => operation.id === "acceptInvitation" || !["start", "pending", "end"].includes(operation.operation["x-plinto-session"] ?? ""))
      .map(({ id }) => id);
  let text = banner(description, "react.ts");
  text += `\n/** Operations after which an answer may be another one. */\nexport const refreshes: Readonly<Record<"permissions" | "organization" | "user", readonly string[]>> = {\n`;
  for (const [name, ...reads] of [
    // About names of the application's own policies decide.
    ["permissions", "getEffectivePermissions", "listPolicies"],
    ["organization", "getOrganization"],
    ["user", "getMe"],
  ] as const)
    text += `  ${name}: ${JSON.stringify(refreshedBy(...reads))},\n`;
  return `${text}};\n`;
}

/** What may be stale after a gap in a topic of people: whatever any event of it makes stale. */
function topicsText(description: Description, operations: OperationModel[]): string {
  const { events } = description.registries;
  const reads = new Map(operations.filter((operation) => !isChange(operation)).map((operation) => [operation.id, nameOf(operation)]));
  let text = banner(description, "react.ts");
  text += `\n/** Topic → the reads that its events make stale, by their names in the facade. */\nexport const topicReads = {\n`;
  for (const { name, permission, types } of readTopics(events)) {
    if (permission === "environment") continue;
    const stale = new Set(types.flatMap((type) => (events[type]?.invalidates ?? []).flatMap((id) => reads.get(id) ?? [])));
    text += `  ${name}: ${JSON.stringify([...stale].sort().join(" "))},\n`;
  }
  return `${text}} as const;\n`;
}

/** What any of will do, nothing where everybody who is signed in may; undefined where a gate cannot tell, no person can be allowed, or nobody is asked. */
function permissionsOf({ permission, isPublic }: OperationModel): string[] | undefined {
  const arms = permission.anyOf;
  const permissions = [...new Set(arms.flatMap((arm) => ("permission" in arm ? [arm.permission] : [])))];
  const isForAll = arms.some((arm) => "signedIn" in arm || ("self" in arm && arm.self === "/principal"));
  const isForOwn = arms.some((arm) => "self" in arm);
  if (isPublic) return undefined;
  if (isForAll) return [];
  // To her own things a person may do without the permission what is done to others' with it: that depends on the thing.
  if (isForOwn) return permissions.length === 0 ? [] : undefined;
  return permissions.length === 0 ? undefined : permissions;
}
