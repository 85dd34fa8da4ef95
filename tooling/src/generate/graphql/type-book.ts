import { refName, type Schema } from "../../description/openapi.ts";
import { oneLine } from "../type-text.ts";
import type { GraphqlMember, GraphqlType } from "./model.ts";
import { mergeVariants } from "./merge-variants.ts";

/** The shape of every event: what differs between their types is in `data`. */
const eventType: GraphqlType = {
  kind: "object",
  name: "Event",
  description: "Something that happened. `data` is the thing that it happened to, in the shape of its type.",
  members: [
    { name: "id", type: "ID!", description: "Identifies the event, on whatever way it comes." },
    { name: "type", type: "String!", description: "The type of the event." },
    { name: "version", type: "SafeInt!", description: "The version of the shape of `data`." },
    { name: "organizationId", type: "ID", description: "The organization that it belongs to, if any." },
    { name: "sequence", type: "SafeInt!", description: "Counts the events of the organization, or of the user for events without one." },
    { name: "occurredAt", type: "DateTime!", description: "When it happened." },
    { name: "actor", type: "EventActor!", description: "Who caused it." },
    { name: "target", type: "EventTarget!", description: "What it happened to." },
    { name: "requestId", type: "ID", description: "The request that caused it." },
    { name: "data", type: "JSON!", description: "The thing that it happened to." },
    { name: "changes", type: "JSON", description: "What changed: property, value before and after." },
  ],
};

/** Collects the types of the schema as they are asked for. */
export class TypeBook {
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #types = new Map<string, GraphqlType>();
  readonly #owners = new Map<string, string>();

  constructor(schemas: Readonly<Record<string, Schema>>) {
    this.#schemas = schemas;
  }

  /** Every type, by name. */
  get types(): readonly GraphqlType[] {
    return [...this.#types.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): GraphqlType | undefined {
    return this.#types.get(name);
  }

  /** Replaces the members of an object type. */
  extend(name: string, more: readonly GraphqlMember[]): void {
    const type = this.#types.get(name);
    if (type?.kind !== "object") throw new Error(`The GraphQL schema has no object type ${name}`);
    this.#types.set(name, { ...type, members: [...type.members, ...more] });
  }

  add(type: GraphqlType, owner: string): string {
    const before = this.#owners.get(type.name);
    if (before !== undefined && before !== owner)
      throw new Error(`${owner} and ${before} would both be the GraphQL type ${type.name}: name one by x-plinto-graphql`);
    this.#owners.set(type.name, owner);
    this.#types.set(type.name, type);
    return type.name;
  }

  /** The type of an answer, or of a part of one. `hint` names an object that has no name, `member` the part. */
  output(schema: Schema, hint: string, required = true, member?: string): string {
    return `${named(this.#output(schema, hint), member)}${required && !this.#isNullable(schema) ? "!" : ""}`;
  }

  /** The type of an argument, or of a part of one. */
  input(schema: Schema, hint: string, required: boolean, member?: string): string {
    return `${named(this.#input(schema, hint), member)}${required && !this.#isNullable(schema) ? "!" : ""}`;
  }

  /** The name that an answer's shape has. */
  nameOf(component: string): string {
    return (this.#schemas[component]!["x-plinto-graphql"] as { type?: string } | undefined)?.type ?? component;
  }

  resolve(schema: Schema): Schema {
    return schema.$ref ? this.#schemas[refName(schema.$ref)]! : schema;
  }

  #output(schema: Schema, hint: string): string {
    const { component, shape } = this.#open(schema);
    const scalar = this.#scalar(shape, component);
    if (scalar) return scalar;
    if (shape.type === "array" || (Array.isArray(shape.type) && shape.items)) return `[${this.output(shape.items!, `${hint}Item`)}]`;
    const name = component === undefined ? hint : this.nameOf(component);
    const owner = component ?? hint;
    if (this.#owners.get(name) === owner) return name;
    if (shape.oneOf) return this.#union(shape, name, owner);
    // Known before its members are: shapes may hold themselves.
    this.add({ kind: "object", name, description: oneLine(shape.description ?? name), members: [] }, owner);
    const members = Object.entries(shape.properties!).map(([property, value]) => ({
      name: property,
      type: this.output(value, name + capital(property), shape.required?.includes(property) === true, property),
      description: oneLine(value.description ?? this.resolve(value).description ?? property),
    }));
    return this.add({ kind: "object", name, description: oneLine(shape.description ?? name), members }, owner);
  }

  #input(schema: Schema, hint: string): string {
    const { component, shape } = this.#open(schema);
    const scalar = this.#scalar(shape, component);
    if (scalar) return scalar;
    if (shape.type === "array" || (Array.isArray(shape.type) && shape.items)) return `[${this.input(shape.items!, `${hint}Item`, true)}]`;
    const name = `${component ?? hint}Input`;
    if (this.#owners.get(name) === name) return name;
    const { properties, required } = shape.oneOf
      ? mergeVariants(shape, (one) => this.resolve(one))
      : { properties: shape.properties!, required: shape.required ?? [] };
    const description = oneLine(shape.description ?? name);
    this.add({ kind: "input", name, description, members: [] }, name);
    const members = Object.entries(properties).map(([property, value]) => ({
      name: property,
      type: this.input(value, (component ?? hint) + capital(property), required.includes(property), property),
      description: oneLine(value.description ?? this.resolve(value).description ?? property),
    }));
    return this.add({ kind: "input", name, description, members }, name);
  }

  /** What a schema comes to without its null. */
  #open(schema: Schema): { component: string | undefined; shape: Schema } {
    const solid = schema.oneOf?.filter((one) => one.type !== "null");
    if (solid && solid.length === 1) return this.#open(solid[0]!);
    const component = schema.$ref ? refName(schema.$ref) : undefined;
    return { component, shape: this.resolve(schema) };
  }

  #isNullable(schema: Schema): boolean {
    const shape = this.resolve(schema);
    return (Array.isArray(shape.type) && shape.type.includes("null")) || shape.oneOf?.some((one) => one.type === "null") === true;
  }

  #scalar(schema: Schema, component: string | undefined): string | undefined {
    if ((schema["x-plinto-graphql"] as { type?: string } | undefined)?.type === "JSON") return "JSON";
    if (schema.enum && component !== undefined && isEnum(schema)) {
      const description = oneLine(schema.description ?? component);
      return this.add({ kind: "enum", name: this.nameOf(component), description, values: schema.enum as string[] }, component);
    }
    const types = [schema.type ?? []].flat().filter((type) => type !== "null");
    if (types.length > 1) return "JSON";
    switch (types[0]) {
      case "string":
        return isId(schema) ? "ID" : schema.format === "date-time" ? "DateTime" : "String";
      case "integer":
        return schema.maximum !== undefined && schema.maximum < 2 ** 31 ? "Int" : "SafeInt";
      case "number":
        return "Float";
      case "boolean":
        return "Boolean";
      case "object":
        return schema.properties && Object.keys(schema.properties).length > 0 ? undefined : "JSON";
      default:
        return undefined;
    }
  }

  #union(shape: Schema, name: string, owner: string): string {
    const variants = shape.oneOf!.map((one) => refName(one.$ref!));
    if (variants.every((variant) => variant.endsWith("Event"))) {
      for (const part of ["EventActor", "EventTarget"]) this.#output({ $ref: `#/components/schemas/${part}` }, part);
      return this.add(eventType, "Event");
    }
    if (!shape.discriminator) throw new Error(`${owner} is a union without a discriminator, which GraphQL cannot tell apart`);
    const byName = Object.entries(shape.discriminator.mapping).map(([value, reference]) => [value, this.#output({ $ref: reference }, owner)] as const);
    const description = oneLine(shape.description ?? name);
    return this.add({ kind: "union", name, description, by: shape.discriminator.propertyName, variants: Object.fromEntries(byName) }, owner);
  }
}

/** Only a closed list of words becomes an enum: a client of a GraphQL enum breaks at a value that it does not know. */
function isEnum(schema: Schema): boolean {
  return (
    !schema["x-plinto-open-enum"] &&
    schema.enum!.every((value) => typeof value === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value) && !["true", "false", "null"].includes(value))
  );
}

function isId({ pattern }: Schema): boolean {
  return pattern !== undefined && /^\^[a-z]{2,5}_\[0-9a-hjkmnp-tv-z\]\{26\}\$$/.test(pattern);
}

/** What is called an id is one, whatever texts it may be. */
function named(type: string, member = ""): string {
  return type === "String" && /^id$|Id$/.test(member) ? "ID" : type;
}

export function capital(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}
