import { isMockError } from "@plinto/mock";
import { readOptions } from "../options.ts";
import type { Command, Terminal } from "../command.ts";
import { forwardTo, type Forwarded } from "../listen/forward.ts";
import { watchEndpoints } from "../listen/watch-endpoints.ts";
import { ApiRefusal, openMock, organizationOf, type MockApi } from "../mock-api.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto listen`: hands the deliveries of a running mock on, and shows them. */
export const listen: Command = {
  name: "listen",
  summary: "Forward the webhooks of a running mock to your server, and show them.",
  usage: `plinto listen --forward-to http://localhost:3000/webhooks [--events member.*,team.created] [--organization acme] [--url http://127.0.0.1:4010]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, {
      url: { type: "string", default: "http://127.0.0.1:4010" },
      "forward-to": { type: "string" },
      events: { type: "string", default: "*" },
      organization: { type: "string" },
    });
    if (positionals.length > 0) throw new UsageError(`There is nothing to do with ${JSON.stringify(positionals[0])}.`);
    const target = readTarget(values["forward-to"]);
    let mock = await openMock(values.url);
    const counts = { taken: 0, refused: 0 };
    const forwarder = await forwardTo(target, (forwarded) => {
      counts[isTaken(forwarded) ? "taken" : "refused"] += 1;
      terminal.out(lineOf(mock, forwarded));
    });
    try {
      const own = ownEndpoint({ target, events: values.events, organization: values.organization, forwarder: forwarder.url });
      await own.make(mock, terminal);
      terminal.out("Press Ctrl+C to stop.");
      let isLost = false;
      const stopWatching = watchEndpoints({
        url: values.url,
        async changed() {
          mock = await openMock(values.url);
          if (isLost) terminal.out(`A mock answers at ${values.url} again.`);
          isLost = false;
          await own.keep(mock, terminal);
        },
        lost() {
          isLost = true;
          terminal.out(`No mock answers at ${values.url} any more. Waiting for it.`);
        },
      });
      await terminal.untilStopped();
      await stopWatching();
      await own.remove(mock).catch((error: unknown) => terminal.error(`The endpoint could not be removed. ${messageOf(error)}`));
    } finally {
      await forwarder.close();
    }
    terminal.out(`${counts.taken} taken, ${counts.refused} refused.`);
  },
};

interface Wanted {
  readonly target: string;
  readonly events: string;
  readonly organization: string | undefined;
  /** Where the endpoint delivers to; no other endpoint does. */
  readonly forwarder: string;
}

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly status: string;
}

interface OwnEndpoint {
  make(mock: MockApi, terminal: Terminal): Promise<void>;
  /** Makes it anew when it is gone, and says when it stops or goes on. */
  keep(mock: MockApi, terminal: Terminal): Promise<void>;
  remove(mock: MockApi): Promise<void>;
}

/** The endpoint of this command. A reset, another seed or a restart takes it away, and may give its id to another. */
function ownEndpoint({ target, events, organization: wanted, forwarder }: Wanted): OwnEndpoint {
  let path = "";
  let status = "";
  let refusal = "";

  const find = async (mock: MockApi): Promise<Endpoint | undefined> => {
    try {
      const found = await mock.call<Endpoint>("GET", path);
      return found.url === forwarder ? found : undefined;
    } catch (error) {
      if (error instanceof ApiRefusal) return undefined;
      throw error;
    }
  };

  const own: OwnEndpoint = {
    async make(mock, terminal) {
      const organization = wanted === undefined ? undefined : organizationOf(mock, wanted);
      const list = organization ? `/v1/organizations/${organization.id}/webhooks` : "/v1/webhooks";
      const body = { url: forwarder, events: events.split(","), description: `plinto listen --forward-to ${target}` };
      const { secret, ...made } = await mock.call<Endpoint & { readonly secret: string }>("POST", list, body);
      [path, status, refusal] = [`${list}/${made.id}`, made.status, ""];
      terminal.out(`Forwarding ${events} ${organization ? `of ${organization.name} ` : ""}to ${target}`);
      terminal.out(`  signing secret   ${secret}`);
    },
    async keep(mock, terminal) {
      const found = await find(mock);
      if (found) {
        if (found.status !== status) terminal.out(statusLine(found.status));
        status = found.status;
        return;
      }
      try {
        await own.make(mock, terminal);
        terminal.out("That is a new endpoint with a new secret: the mock has lost the one before, by a reset, a restart or a deletion.");
      } catch (error) {
        const message = messageOf(error);
        if (message !== refusal) terminal.out(`The endpoint is gone from the mock, and no other could be made. ${message}`);
        refusal = message;
      }
    },
    async remove(mock) {
      if (await find(mock)) await mock.call("DELETE", path);
    },
  };
  return own;
}

function statusLine(status: string): string {
  return status === "active" ? "The endpoint is active again." : `The endpoint is ${status}: the mock delivers nothing to it until it is active again.`;
}

/** What to say of a failure that this command goes on after. */
function messageOf(error: unknown): string {
  if (isMockError(error) || error instanceof ApiRefusal || error instanceof UsageError) return error.message;
  throw error;
}

function readTarget(text: string | undefined): string {
  if (text === undefined) throw new UsageError("Name your server with --forward-to.");
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new UsageError("--forward-to must be an absolute http or https URL.");
  return text;
}

function isTaken({ status }: Forwarded): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** `12:00:01  ✓ 204  team.created  evt_…  Acme` */
function lineOf({ organizations }: MockApi, forwarded: Forwarded): string {
  const { eventId, eventType, occurredAt, organizationId, status, reason } = forwarded;
  const name = organizations.find(({ id }) => id === organizationId)?.name ?? organizationId ?? "";
  const outcome = status === null ? `✗ ${reason ?? "no answer"}` : `${isTaken(forwarded) ? "✓" : "✗"} ${status}`;
  return `${occurredAt.slice(11, 19)}  ${outcome}  ${eventType}  ${eventId}  ${name}`.trimEnd();
}
