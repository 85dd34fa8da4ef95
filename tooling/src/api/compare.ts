import ts from "typescript";
import type { ApiReport } from "./report.ts";
import { handedIn } from "./usage.ts";

/** What differs between two reports. */
export interface ApiChanges {
  /** Each breaks somebody's program. */
  readonly breaking: readonly string[];
  /** Each adds something. */
  readonly added: readonly string[];
}

/**
 * Compares what a release had with what there is now. What is gone or changed breaks; what is new does not, unless it
 * has to be handed in.
 */
export function compareApi(before: ApiReport, after: ApiReport): ApiChanges {
  const breaking: string[] = [];
  const added: string[] = [];
  for (const door of new Set([...Object.keys(before.doors), ...Object.keys(after.doors)])) {
    const title = door === "." ? before.name : before.name + door.slice(1);
    const [old, now] = [before.doors[door], after.doors[door]];
    if (!now) breaking.push(`the door ${title} is gone`);
    else if (!old) added.push(`the door ${title} is new`);
    else {
      breaking.push(...old.filter((name) => !now.includes(name)).map((name) => `${name} is gone from ${title}`));
      added.push(...now.filter((name) => !old.includes(name)).map((name) => `${name} is new in ${title}`));
    }
  }
  const takenIn = handedIn(after.declarations);
  for (const [name, text] of Object.entries(before.declarations)) {
    const now = after.declarations[name];
    // What no door hands out and nothing mentions any more is missed by nobody.
    if (now === undefined || now === text) continue;
    const changes = compareDeclaration(name, text, now, takenIn.has(name));
    breaking.push(...changes.breaking);
    added.push(...changes.added);
  }
  return { breaking, added };
}

function compareDeclaration(name: string, before: string, after: string, isHandedIn: boolean): ApiChanges {
  const [old, now] = [partsOf(before), partsOf(after)];
  if (!old || !now || old.head !== now.head) return compareUnions(name, before, after);
  const breaking: string[] = [];
  const added: string[] = [];
  for (const [member, { text }] of old.members) {
    const successor = now.members.get(member);
    if (!successor) breaking.push(`${name}.${member} is gone`);
    else if (successor.text !== text) breaking.push(`${name}.${member} was \`${oneLine(text)}\` and is \`${oneLine(successor.text)}\``);
  }
  for (const [member, { isOptional }] of now.members) {
    if (old.members.has(member)) continue;
    // Whoever hands in an object of a class has got it from us, with all its members.
    if (isHandedIn && !isOptional && !/^(abstract )?class /.test(now.head)) breaking.push(`${name}.${member} has to be given now`);
    else added.push(`${name}.${member} is new`);
  }
  return { breaking, added };
}

/** A union that says that more may come can grow; one that does not is closed: a program may have looked at each of its values. */
function compareUnions(name: string, before: string, after: string): ApiChanges {
  const [old, now] = [unionOf(before), unionOf(after)];
  const changed = { breaking: [`${name} was \`${oneLine(before)}\` and is \`${oneLine(after)}\``], added: [] };
  if (!old || !now || !old.has("(string & {})") || [...old].some((value) => !now.has(value))) return changed;
  return { breaking: [], added: [...now].filter((value) => !old.has(value)).map((value) => `${name} can be ${value}`) };
}

interface Parts {
  /** What stands before the members: kind, name, parameters, what it extends. */
  readonly head: string;
  readonly members: ReadonlyMap<string, { readonly text: string; readonly isOptional: boolean }>;
}

/** An interface, a class, or a type that is an object, taken apart. */
function partsOf(text: string): Parts | undefined {
  const statements = statementsOf(text);
  const [statement] = statements;
  if (!statement || statements.length > 1) return undefined;
  const holder = ts.isTypeAliasDeclaration(statement) && ts.isTypeLiteralNode(statement.type) ? statement.type : statement;
  if (!(ts.isInterfaceDeclaration(holder) || ts.isClassDeclaration(holder) || ts.isTypeLiteralNode(holder))) return undefined;
  const members = new Map<string, { text: string; isOptional: boolean }>();
  for (const member of holder.members) {
    const name = member.name?.getText() ?? ts.SyntaxKind[member.kind];
    const others = members.get(name);
    const isOptional = "questionToken" in member && member.questionToken !== undefined;
    members.set(name, { text: others ? `${others.text} ${member.getText()}` : member.getText(), isOptional: isOptional && (others?.isOptional ?? true) });
  }
  return { head: text.slice(0, holder.members.pos).trimStart(), members };
}

function unionOf(text: string): ReadonlySet<string> | undefined {
  const [statement] = statementsOf(text);
  if (!statement || !ts.isTypeAliasDeclaration(statement) || !ts.isUnionTypeNode(statement.type)) return undefined;
  return new Set(statement.type.types.map((type) => type.getText()));
}

function statementsOf(text: string): readonly ts.Statement[] {
  return ts.createSourceFile("declaration.d.ts", text, ts.ScriptTarget.Latest, true).statements;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 160 ? `${line.slice(0, 157)}…` : line;
}
