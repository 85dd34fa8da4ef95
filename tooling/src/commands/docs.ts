/** Builds the documentation site into docs/.vitepress/dist and checks it. */
import { buildSite, siteFolder } from "../docs/build-site.ts";
import { checkReadmes } from "../docs/check-readme.ts";
import { checkSite } from "../docs/check-site.ts";

await buildSite();
const cases = [...checkReadmes(), ...checkSite(siteFolder)];
const failures = cases.filter((one) => one.status === "failed");
for (const { title, detail } of failures) console.error(`${title}\n${detail ?? ""}`);
if (failures.length > 0) process.exit(1);
console.log(`${cases.length} pages are well. Open docs/.vitepress/dist with: npx vitepress preview docs`);
