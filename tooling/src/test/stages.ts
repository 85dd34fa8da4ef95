import type { Stage } from "./stage.ts";
import { api } from "./stages/api.ts";
import { browser } from "./stages/browser.ts";
import { build } from "./stages/build.ts";
import { bundleSize } from "./stages/bundle-size.ts";
import { deadCode } from "./stages/dead-code.ts";
import { docs } from "./stages/docs.ts";
import { evidence } from "./stages/evidence.ts";
import { format } from "./stages/format.ts";
import { generated } from "./stages/generated.ts";
import { imports } from "./stages/imports.ts";
import { install } from "./stages/install.ts";
import { lint } from "./stages/lint.ts";
import { pack } from "./stages/pack.ts";
import { packages } from "./stages/packages.ts";
import { release } from "./stages/release.ts";
import { runtimes } from "./stages/runtimes.ts";
import { specLint } from "./stages/spec-lint.ts";
import { typeCost } from "./stages/type-cost.ts";
import { typecheck } from "./stages/typecheck.ts";
import { unit } from "./stages/unit.ts";

/** Every stage of `npm test`, cheap and telling ones first. */
export const stages: readonly Stage[] = [
  generated,
  specLint,
  imports,
  format,
  lint,
  deadCode,
  typecheck,
  build,
  api,
  unit,
  browser,
  evidence,
  docs,
  pack,
  packages,
  bundleSize,
  typeCost,
  install,
  runtimes,
  release,
];
