import { readManifest } from "../packages.ts";
import { inRoot } from "../root.ts";
import { failed, passed, type Case } from "../test/case.ts";
import { breakingBump, reaches, waitingBump, type Bump } from "./waiting-bump.ts";

/** What a breaking change needs, and what the waiting changesets ask for. */
export interface ReleaseState {
  /** The raise that the waiting changesets come to. */
  readonly waiting: Bump;
  /** The raise that breaks nobody's promise. */
  readonly needed: Bump;
}

/** The state of the repository. The version in the packages is that of the last release. */
export function releaseState(): ReleaseState {
  return { waiting: waitingBump(inRoot(".changeset")), needed: breakingBump(readManifest(inRoot("packages", "core")).version) };
}

/** Fails for changes that break users, unless a changeset says that the next release may. */
export function breakingGate(title: string, changes: readonly string[], { waiting, needed }: ReleaseState): Case {
  if (changes.length === 0 || reaches(waiting, needed)) return passed(title);
  const help = `This breaks whoever uses the last release. Take it back, or write a ${needed} changeset (npx changeset) that says what to do; the waiting ones ask for ${waiting}.`;
  return failed(title, [...changes, help].join("\n"));
}
