import { eventTypeName } from "../../description/expand/events.ts";
import type { Description } from "../../description/model.ts";
import { code } from "./markdown.ts";

/** An operation by its SDK name, linked to its section. An alias leads to its own section too. */
export function operationLink(description: Description, id: string): string {
  const operation = description.operations.find((one) => one.id === id);
  if (!operation) throw new Error(`The reference would link to the operation ${id}, which the description does not have`);
  return `[${code(id)}](./${operation.slug}.md#${anchor(id)})`;
}

/** A named shape, linked to where it is described: that of an event, which differs from others only in its data, at the event. */
export function shapeLink(description: Description, name: string): string {
  const type = description.schemas[name]?.properties?.["type"]?.const;
  if (typeof type === "string" && type in description.registries.events && name === `${eventTypeName(type)}Event`)
    return `[${code(name)}](./events.md#${eventAnchor(type)})`;
  return `[${code(name)}](./${shapePage(description, name)}.md#shape-${anchor(name)})`;
}

/** The page that describes a shape: its resource's, or the one of shared shapes. */
export function shapePage(description: Description, name: string): string {
  const home = description.homes.get(name);
  if (!home) throw new Error(`The reference would link to the shape ${name}, which the description does not have`);
  return home === "shared" ? "shapes" : home;
}

export function errorLink(name: string): string {
  return `[${code(name)}](./errors.md#${name})`;
}

export function eventLink(type: string): string {
  return `[${code(type)}](./events.md#${eventAnchor(type)})`;
}

export function eventAnchor(type: string): string {
  return `event-${type.replaceAll(/[._]/g, "-")}`;
}

export function anchor(name: string): string {
  return name.toLowerCase();
}
