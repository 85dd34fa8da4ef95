import { useListEventTypes } from "@plinto/react/query";
import { type ReactNode, useId } from "react";
import { Field, type Values } from "../parts/form.tsx";

/** Which events are meant: names, or patterns such as `member.*`. */
export function EventsField({ chosen = ["*"] }: { readonly chosen?: readonly string[] }): ReactNode {
  const { data } = useListEventTypes({}, { staleTime: "static" });
  const list = useId();
  return (
    <>
      <Field
        label="Events"
        name="events"
        defaultValue={chosen.join(", ")}
        list={list}
        hint="Names or patterns with commas between, such as member.*, invitation.created. All: *"
        required
      />
      <datalist id={list}>
        {data?.data
          .filter(({ audience }) => audience === "organization")
          .map(({ type, title }) => (
            <option key={type} value={type} label={title} />
          ))}
      </datalist>
    </>
  );
}

/** What was entered. */
export function eventPatterns(values: Values): string[] {
  return values("events")
    .split(/[\s,]+/)
    .filter((pattern) => pattern !== "");
}
