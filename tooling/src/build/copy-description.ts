/** Last step of building @plinto/spec: the bundled description becomes one of its doors. */
import { copyFileSync } from "node:fs";
import { inRoot } from "../root.ts";

copyFileSync(inRoot("spec", "dist", "plinto.openapi.json"), inRoot("packages", "spec", "dist", "openapi.json"));
