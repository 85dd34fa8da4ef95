import { screenFiles, screens } from "../build/screens.ts";

/** The screens in examples/next, as `plinto add` copies them: they have one source. */
export function emitExampleScreens(): Map<string, string> {
  return new Map(screens.flatMap((screen) => screenFiles(screen).map(({ path, text }) => [`examples/next/src/${screen}/${path}`, text] as const)));
}
