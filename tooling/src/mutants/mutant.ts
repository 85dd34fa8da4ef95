/** One single fault that somebody could write into the sources by mistake. The tests have to notice it. */
export interface Mutant {
  /** Names it for good: `token-expiry-skipped`. */
  readonly id: string;
  /** What no longer holds with it, in words. */
  readonly breaks: string;
  /** The source file, from the root of the repository. */
  readonly file: string;
  /** Text of that file; it must be there exactly once. */
  readonly find: string;
  /** What stands there instead. */
  readonly replace: string;
  /** Test files or folders that are likely to notice it, cheap ones first; every test runs only when none of them does. */
  readonly tests: readonly string[];
}

/** The environment variable that names the mutant which a test run is made with. */
export const mutantVariable = "PLINTO_MUTANT";

/** Why a mutant cannot be applied to the text of its file; undefined when it can. */
export function misfitOf({ id, file, find, replace }: Mutant, source: string | undefined): string | undefined {
  if (source === undefined) return `${id}: there is no file ${file}`;
  const times = source.split(find).length - 1;
  if (times !== 1) return `${id}: its text is in ${file} ${times} times and has to be there once. Change "find" to what the file says now.`;
  return find === replace ? `${id}: "replace" says the same as "find"` : undefined;
}

/** The source with the fault in it. */
export function mutate(mutant: Mutant, source: string): string {
  const misfit = misfitOf(mutant, source);
  if (misfit !== undefined) throw new Error(misfit);
  // A function, since the text may have signs that mean something in a replacement.
  return source.replace(mutant.find, () => mutant.replace);
}
