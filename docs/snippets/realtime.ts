import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { createRealtime } from "@plinto/realtime";

const mock = createMock();
const orgId = mock.seed.organizations.acme.id;
const plinto = createPlinto(mock.as("ada"));

const realtime = createRealtime(plinto);
const organization = realtime.organization(orgId, { onGap: ({ from, to }) => console.log("fetch anew", from, to) });

organization.on("team.created", (event) => console.log("a team", event.data.name)); // prints: a team Night shift

const items = organization.items({ policy: "buffer", limit: 100 });
await organization.ready();

await plinto.organizations.teams.create({ orgId, name: "Night shift" });
const { value: item } = await items.next();
if (item?.kind === "event") console.log(item.event.type, item.event.id.startsWith("evt_")); // prints: team.created true

console.log(realtime.status, realtime.explain().at(-1)?.reason); // prints: open authenticated
await realtime.close();
