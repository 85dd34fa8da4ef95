import { createPlinto, webStorage, type Plinto } from "@plinto/core";
import { createRealtime, type Realtime } from "@plinto/realtime";

/** A page that shows what happens in an organization, as somebody would write it. What it made stands in `live` for the test to use. */
export interface Live {
  readonly plinto: Plinto;
  readonly realtime: Realtime;
  /** Names of teams, and gaps in brackets, in the order of their arrival. */
  readonly heard: string[];
  /** How often a timer of one second has fired. */
  ticks: number;
  listen(orgId: string): Promise<void>;
}

declare global {
  // oxlint-disable-next-line no-var
  var live: Live;
}

const query = new URLSearchParams(location.search);
const plinto = createPlinto({ baseUrl: query.get("api")!, publishableKey: query.get("key")!, storage: webStorage() });
const realtime = createRealtime(plinto);
const heard: string[] = [];

globalThis.live = {
  plinto,
  realtime,
  heard,
  ticks: 0,
  async listen(orgId) {
    const organization = realtime.organization(orgId, { onGap: ({ reason }) => void heard.push(`[${reason}]`) });
    organization.on("team.created", ({ data }) => heard.push(data.name));
    await organization.ready();
  },
};
setInterval(() => (globalThis.live.ticks += 1), 1_000);
