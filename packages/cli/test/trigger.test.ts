import { createControl } from "@plinto/mock/control";
import { expect, test } from "vitest";
import { plinto, startDev } from "./fake-terminal.ts";

interface EventTypes {
  readonly data: readonly { readonly type: string; readonly operations: readonly string[] }[];
}

const { out } = await plinto("trigger", "--list");
const events = out.split("\n");

test("every event that plinto trigger lists is caused, one after the other, by what really causes it", { timeout: 60_000 }, async () => {
  const { url } = await startDev("--limits", "count");
  const { secretKey } = await createControl({ url }).getWorld();
  for (const event of events) {
    const ended = await plinto("trigger", event, "--url", url);
    expect(ended).toMatchObject({ code: 0, error: "" });
    const [, id] = /^\S+ {2}(evt_\w+)(?: {2}in Acme)?$/.exec(ended.out) ?? [];
    const response = await fetch(`${url}/v1/events/${id}`, { headers: { authorization: `Bearer ${secretKey}` } });
    expect(await response.json()).toMatchObject({ id, type: event });
  }
});

// A clean-up finds no expired invitation: the clock marks each the moment it expires.
const declaredInVain = ["invitation.expired"];

test("plinto trigger lists every event that an operation causes, and refuses the others with what does", async () => {
  const { url } = await startDev();
  const { secretKey } = await createControl({ url }).getWorld();
  const response = await fetch(`${url}/v1/webhooks/event-types`, { headers: { authorization: `Bearer ${secretKey}` } });
  const { data } = (await response.json()) as EventTypes;
  const caused = data.filter(({ type, operations }) => operations.length > 0 && !declaredInVain.includes(type)).map(({ type }) => type);
  expect(events).toEqual(caused.toSorted());
  for (const { type } of data.filter((one) => !caused.includes(one.type))) {
    const refusal = { code: 2, error: expect.stringMatching(`No operation causes ${type}. (It comes by itself|An endpoint causes it)`) };
    expect(await plinto("trigger", type, "--url", url)).toMatchObject(refusal);
  }
});

test("plinto trigger causes an event in the organization that is named", async () => {
  const { url } = await startDev();
  expect((await plinto("trigger", "team.created", "--url", url, "--organization", "globex")).out).toMatch(/^team\.created {2}evt_\w+ {2}in Globex$/);
  const ended = await plinto("trigger", "team.created", "--url", url, "--organization", "nowhere");
  expect(ended).toMatchObject({ code: 2, error: expect.stringContaining('There is no organization "nowhere". There are: acme, globex.') });
});

test.each([
  [[], "Name one event, such as member.added."],
  [["a", "b"], "Name one event, such as member.added."],
  [["nothing.happened"], '"nothing.happened" is no event that webhooks get. plinto trigger --list tells which can be caused.'],
  [["api_key.expiring"], "No operation causes api_key.expiring. It comes by itself a week before a key expires."],
  [["--list", "team.created"], "Either name an event, or list them all."],
])("plinto trigger %j is not understood", async (args, message) => {
  expect(await plinto("trigger", ...args)).toMatchObject({ code: 2, error: expect.stringContaining(message) });
});
