import { buildSite, siteFolder } from "../../docs/build-site.ts";
import { checkReadmes } from "../../docs/check-readme.ts";
import { checkSite } from "../../docs/check-site.ts";
import type { Stage } from "../stage.ts";

/** The documentation: the site builds offline, its links hold, it asks no other host, and READMEs show what runs. */
export const docs: Stage = {
  name: "docs",
  about: "the documentation site and the READMEs",
  needs: ["generated"],
  async run() {
    await buildSite();
    return { cases: [...checkReadmes(), ...checkSite(siteFolder)] };
  },
};
