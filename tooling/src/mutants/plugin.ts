import type { VitestPluginContext } from "vitest/node";
import { inRoot } from "../root.ts";
import { allMutants } from "./list/all.ts";
import { mutate } from "./mutant.ts";

/** The hooks of Vite and Vitest that the plugin uses. */
interface MutantPlugin {
  readonly name: string;
  readonly enforce: "pre";
  readonly api: { readonly vitest: { readonly ignoreFsModuleCache: true } };
  configureVitest(context: Pick<VitestPluginContext, "defineCacheKeyGenerator">): void;
  transform(code: string, id: string): { code: string; map: null } | undefined;
}

/**
 * Serves one source file with the fault of a mutant in it, so that no copy is made and the working tree stays as it is.
 *
 * @throws Error for an id that no mutant has
 */
export function mutantPlugin(id: string): MutantPlugin {
  const mutant = allMutants.find((one) => one.id === id);
  if (!mutant) throw new Error(`There is no mutant ${id}`);
  const file = inRoot(mutant.file);
  const isMutated = (module: string): boolean => module.split("?")[0] === file;
  return {
    name: "plinto-mutant",
    enforce: "pre",
    // What Vitest keeps of all other files is the same with and without the fault; of this one it must keep nothing.
    api: { vitest: { ignoreFsModuleCache: true } },
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator((module) => (isMutated(module.id) ? false : undefined));
    },
    transform: (code, module) => (isMutated(module) ? { code: mutate(mutant, code), map: null } : undefined),
  };
}
