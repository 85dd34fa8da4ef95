/** The first of some values, without looking at the others. */
export function take<Value>(values: Iterable<Value>, limit: number): Value[] {
  const taken: Value[] = [];
  for (const value of values) {
    if (taken.length === limit) break;
    taken.push(value);
  }
  return taken;
}
