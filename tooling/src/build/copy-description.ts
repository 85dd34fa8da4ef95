/** Last step of building @plinto/spec: the bundled description and that of the mock's control plane become doors of it. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { inRoot } from "../root.ts";

const target = (file: string): string => inRoot("packages", "spec", "dist", file);
copyFileSync(inRoot("spec", "dist", "plinto.openapi.json"), target("openapi.json"));
writeFileSync(target("mock-control.json"), `${JSON.stringify(parse(readFileSync(inRoot("spec", "mock-control.yaml"), "utf8")), null, 2)}\n`);
