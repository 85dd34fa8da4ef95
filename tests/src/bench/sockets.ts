import { spawnSync, type ChildProcess } from "node:child_process";
import { ask, start, until } from "./children.ts";
import { inTurn, noiseOf, quantile, ratio, spread, type Row } from "./round.ts";
import type { ClientsTold } from "./socket-clients.ts";
import type { SocketServer, Told } from "./socket-server.ts";

const few = 2_000;
const many = 10_000;
const rounds = 7;
const broadcasts = 10;

/** A server with clients in a process of their own. */
interface Side {
  readonly server: ChildProcess;
  readonly clients: ChildProcess;
}

/** Ten thousand sockets in one process: what they weigh, what a broadcast costs and how late it comes, and how they come back. */
export async function socketRows(): Promise<Row[]> {
  const shortage = tooFewFiles();
  if (shortage !== undefined) return [{ path: `${many} sockets`, value: shortage, must: "to be measured", held: false }];
  const mock = await open("socket-server.ts");
  const raw = await open("raw-socket-server.ts");
  try {
    const empty = await ask<Told>(mock.server);
    const rawEmpty = await ask<Told>(raw.server);
    await connect(mock, few);
    await connect(raw, few);
    const fewLate = await fanOut(mock, few);
    const opened = await connect(mock, many - few, many);
    await connect(raw, many - few, many);
    const idle = await ask<Told>(mock.server);
    const rawIdle = await ask<Told>(raw.server);
    const manyLate = await fanOut(mock, many);
    const { mine, bare, rest, noise } = await compare(mock, raw);
    const used = await ask<Told>(mock.server);
    const recovery = await restart(mock);
    const each = (told: Told, before: Told = empty): number => (told.residentBytes - before.residentBytes) / many / 1024;
    return [
      {
        path: `opening of ${many - few} more sockets, each authenticated and subscribed`,
        value: `${(opened.tookMs / 1000).toFixed(1)} s (${((many - few) / (opened.tookMs / 1000)).toFixed(0)}/s)`,
        must: "printed",
        held: true,
      },
      {
        path: `memory of the process per socket, idle, of ${many}`,
        value: `${each(idle).toFixed(1)} KB (a bare socket after an upgrade: ${each(rawIdle, rawEmpty).toFixed(1)} KB)`,
        must: "≤ 10 KB",
        held: each(idle) <= 10,
      },
      { path: "the same after traffic", value: `${each(used).toFixed(1)} KB`, must: "printed", held: true },
      { path: `${many} sockets at rest, heartbeats included: share of a core`, value: `${(rest * 100).toFixed(0)} %`, must: "printed", held: true },
      {
        path: `broadcast to ${many}: processor time per send ÷ a prebuilt frame on raw sockets`,
        value: `${ratio(mine / bare)} (${mine.toFixed(2)} µs ÷ ${bare.toFixed(2)} µs)`,
        must: "≤ 1.30 ×",
        held: mine / bare <= 1.3,
        noise,
      },
      { path: `broadcast to ${few}: how late it comes`, value: `p50 ${fewLate.p50} ms, p99 ${fewLate.p99} ms`, must: "p99 < 100 ms", held: fewLate.p99 < 100 },
      { path: `broadcast to ${many}: how late it comes`, value: `p50 ${manyLate.p50} ms, p99 ${manyLate.p99} ms`, must: "printed", held: true },
      {
        path: `${many} clients after a restart of the server, with ten events missed`,
        value: `all back in ${(recovery.tookMs / 1000).toFixed(1)} s, ${recovery.recovered} recovered`,
        must: "all recovered",
        held: recovery.recovered === many,
      },
    ];
  } finally {
    for (const { server, clients } of [mock, raw]) {
      clients.kill();
      server.kill();
    }
  }
}

/** Each process needs a file for every socket; what to do when the system gives fewer. */
function tooFewFiles(): string | undefined {
  const allowed = Number(spawnSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).stdout.trim());
  if (Number.isNaN(allowed) || allowed >= many + 500) return undefined;
  return `not measured: this shell allows ${allowed} open files, and ${many + 500} are needed. Run \`ulimit -n ${many + 500}\` before, or raise the hard limit (nofile in /etc/security/limits.conf)`;
}

async function open(file: string): Promise<Side> {
  const { child: server, message } = await start<SocketServer>(file, [], ["--expose-gc"]);
  const { child: clients } = await start("socket-clients.ts", [message.url, message.token, message.topic]);
  return { server, clients };
}

async function connect({ clients }: Side, count: number, all: number = count): Promise<ClientsTold> {
  clients.send({ kind: "open", count });
  return untilTold(clients, ({ subscribed }) => subscribed === all);
}

/** Broadcasts with a pause, so that each has arrived before the next. */
async function fanOut({ server, clients }: Side, sockets: number): Promise<{ p50: number; p99: number }> {
  const before = await ask<ClientsTold>(clients);
  await ask(server, { kind: "publish", count: broadcasts, pauseMs: 400 });
  const lateMs: number[] = [];
  await untilTold(clients, (told) => {
    for (const late of told.lateMs) lateMs.push(late);
    return told.events - before.events >= broadcasts * sockets;
  });
  return { p50: quantile(lateMs, 0.5), p99: quantile(lateMs, 0.99) };
}

/**
 * Microseconds of processor time per send: medians of interleaved rounds, the making of what is sent included, and what
 * the sockets take at rest in the same time not.
 */
async function compare(mock: Side, raw: Side): Promise<{ mine: number; bare: number; rest: number; noise: string }> {
  const times = new Map<Side, number[]>([
    [mock, []],
    [raw, []],
  ]);
  const rests: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of inTurn([mock, raw], round)) {
      const { events } = await ask<ClientsTold>(side.clients);
      const { cpuMs, tookMs } = await ask<Told>(side.server, { kind: "publish", count: broadcasts, pauseMs: 50 });
      await untilTold(side.clients, (told) => told.events - events >= broadcasts * many);
      const idle = await ask<Told>(side.server, { kind: "rest", ms: tookMs });
      if (side === mock) rests.push(idle.cpuMs / idle.tookMs);
      if (round > 0) times.get(side)!.push(((cpuMs - idle.cpuMs) * 1000) / (broadcasts * many));
    }
  }
  const [mine, bare] = [times.get(mock)!, times.get(raw)!];
  return { mine: quantile(mine, 0.5), bare: quantile(bare, 0.5), rest: quantile(rests, 0.5), noise: noiseOf("raw sockets", spread(bare)) };
}

async function restart({ server, clients }: Side): Promise<ClientsTold> {
  const before = await ask<ClientsTold>(clients);
  await ask(server, { kind: "restart", meanwhile: 10 });
  let recovered = 0;
  const last = await untilTold(clients, (told) => {
    recovered += told.recovered;
    return told.subscribed === many && told.events - before.events >= 10 * many;
  });
  return { ...last, recovered };
}

/** @throws Error when it is not so after a minute */
async function untilTold(clients: ChildProcess, isDone: (told: ClientsTold) => boolean): Promise<ClientsTold> {
  const { answer, inTime } = await until(() => ask<ClientsTold>(clients), isDone, 60_000);
  if (!inTime) throw new Error(`Sockets: ${JSON.stringify({ ...answer, lateMs: answer.lateMs.length })} after a minute`);
  return answer;
}
