/** What somebody may have meant. */

/** The name that is at most two letters away, where there is one. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  let [nearest, least]: [string | undefined, number] = [undefined, 3];
  for (const name of names) {
    const distance = editDistance(wanted, name, least);
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** Letters to put in, take out or change (Levenshtein); `most` or more counts as `most`. */
function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) >= most) return most;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return Math.min(most, row[to.length]!);
}
