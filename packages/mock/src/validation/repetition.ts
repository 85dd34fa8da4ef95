import { equal } from "./equal.ts";
import { addFault, type ValidatorFault } from "./validator.ts";

type Faults = ValidatorFault[] | null;

/** Notes that a text stands in a list twice, of several such pairs the last. Called by the generated validators. */
export function addRepeatedText(faults: Faults, place: string, items: readonly unknown[]): Faults {
  const indices = new Map<string, number>();
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if (typeof item !== "string") continue;
    const j = indices.get(item);
    if (j !== undefined) return addFault(faults, place, "uniqueItems", { i, j });
    indices.set(item, i);
  }
  return faults;
}

/** The same for items of any kind, by what they hold. */
export function addRepetition(faults: Faults, place: string, items: readonly unknown[]): Faults {
  for (let i = items.length - 1; i > 0; i--) {
    for (let j = i - 1; j >= 0; j--) if (equal(items[i], items[j])) return addFault(faults, place, "uniqueItems", { i, j });
  }
  return faults;
}
