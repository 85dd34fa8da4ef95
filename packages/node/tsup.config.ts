import { defineConfig } from "tsup";
import { library } from "../../tooling/src/build/library.ts";

export default defineConfig(library(import.meta.dirname));
