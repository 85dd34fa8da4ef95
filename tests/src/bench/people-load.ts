/**
 * People at work, in a process of their own: each has a connection, thinks, asks for something, and thinks again. What
 * they changed last is read again in the end.
 */
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Person, WorkReport } from "./people.ts";
import { quantile } from "./round.ts";

interface Task {
  readonly url: string;
  readonly people: readonly Person[];
  readonly thinkMilliseconds: number;
  readonly milliseconds: number;
}

process.once("message", (task: Task) => void work(task).then((report) => process.send?.(report, () => process.exit(0))));
process.send?.("ready");

async function work({ url, people, thinkMilliseconds, milliseconds }: Task): Promise<WorkReport> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: people.length, maxFreeSockets: people.length });
  const times: number[] = [];
  const refused: string[] = [];
  const changed: { readonly person: Person; readonly name: string }[] = [];
  const until = performance.now() + milliseconds;

  const ask = (person: Person, method: string, path: string, body?: string): Promise<string | undefined> =>
    new Promise((resolve) => {
      const begun = performance.now();
      const request = http.request(`${url}${path}`, {
        agent,
        method,
        headers: {
          authorization: `Bearer ${person.accessToken}`,
          ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
        },
      });
      request.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => {
          times.push(performance.now() - begun);
          if (response.statusCode !== 200) refused.push(`${method} ${path} was answered with ${response.statusCode}: ${text}`);
          resolve(text);
        });
      });
      request.on("error", (error) => {
        refused.push(`${method} ${path} failed: ${error.message}`);
        resolve(undefined);
      });
      request.end(body);
    });

  // Of twenty things that people do two are changes.
  const choices: readonly ((person: Person) => Promise<unknown>)[] = [
    ...Array.from({ length: 9 }, () => (person: Person) => ask(person, "GET", "/v1/users/me")),
    ...Array.from({ length: 5 }, () => (person: Person) => ask(person, "GET", `/v1/organizations/${person.organizationId}`)),
    ...Array.from({ length: 3 }, () => (person: Person) => ask(person, "GET", `/v1/organizations/${person.organizationId}/members?pageSize=25`)),
    (person) => ask(person, "GET", "/v1/sessions"),
  ];

  async function one(person: Person, number: number): Promise<void> {
    let changes = 0;
    const change = async (): Promise<void> => {
      changes += 1;
      await ask(person, "PATCH", "/v1/users/me", JSON.stringify({ name: `Person ${number} change ${changes}` }));
    };
    // Nobody begins at the same moment as all others.
    await pause(Math.random() * thinkMilliseconds);
    while (performance.now() < until) {
      const choice = Math.floor(Math.random() * 20);
      await (choice < choices.length ? choices[choice]!(person) : change());
      // Think times are spread as those of independent people are.
      await pause(Math.max(0, Math.min(-Math.log(1 - Math.random()) * thinkMilliseconds, until - performance.now())));
    }
    if (changes > 0) changed.push({ person, name: `Person ${number} change ${changes}` });
  }

  const begun = performance.now();
  await Promise.all(people.map(one));
  const seconds = (performance.now() - begun) / 1000;
  const requests = times.length;
  let lost = 0;
  for (const { person, name } of changed) {
    const now = await ask(person, "GET", "/v1/users/me");
    if (now === undefined || (JSON.parse(now) as { name?: string }).name !== name) lost += 1;
  }
  agent.destroy();
  return {
    requests,
    perSecond: requests / seconds,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    refused: refused.length,
    firstRefusal: refused[0] ?? null,
    lost,
  };
}
