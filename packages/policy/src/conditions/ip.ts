/** Conditions on where the request comes from. */

import { isInRange, parseAddress, parseRange } from "../address.ts";
import type { IpCondition } from "../document.ts";
import type { Check } from "../evaluation.ts";

/** In one of the ranges. Undefined where one of them is none. */
export function ipCheck({ ranges }: IpCondition): Check | undefined {
  const parsed = ranges.map(parseRange);
  if (!parsed.every((range) => range !== undefined)) return undefined;
  return (evaluation) => {
    const ip = evaluation.input.request?.ip;
    if (typeof ip !== "string") return evaluation.useless(ip);
    const address = parseAddress(ip);
    if (address === undefined) return evaluation.unknown("address_malformed");
    evaluation.spend(parsed.length >> 4);
    return parsed.some((range) => isInRange(address, range));
  };
}
