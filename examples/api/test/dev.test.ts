import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readSettings } from "../src/settings.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("one command starts the API beside a whole Plinto, prints tokens that it takes, and ends when it is told to", async () => {
  const program = path.join(import.meta.dirname, "..", "src", "dev.ts");
  const child = spawn(process.execPath, ["--conditions=@plinto/source", program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "", PORT: String(await freePort()), PLINTO_PORT: "0" },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => /curl \S+\/bill /.test((text += chunk)) && resolve(text));
    child.once("close", () => reject(new Error(`The program ended:\n${text}`)));
  });
  const url = /The API answers at (\S+),/.exec(said)![1]!;
  const statusOf = async (person: "ADA" | "BOB", route: string): Promise<number> => {
    const token = new RegExp(`export ${person}=(\\S+)`).exec(said)![1]!;
    return (await fetch(url + route, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  expect([await statusOf("ADA", "/seats"), await statusOf("ADA", "/bill")]).toEqual([200, 200]);
  expect([await statusOf("BOB", "/seats"), await statusOf("BOB", "/bill")]).toEqual([200, 403]);
  const ended = once(child, "close");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

const all = { PLINTO_URL: "https://api.example.test", PLINTO_SECRET_KEY: "sk_test_none", PLINTO_WEBHOOK_SECRET: "whsec_none" };

test.each(["PLINTO_URL", "PLINTO_SECRET_KEY", "PLINTO_WEBHOOK_SECRET"])("without %s it does not start, and says so", (name) => {
  expect(() => readSettings({ ...all, [name]: "" })).toThrow(`The environment variable ${name} is missing: the README says what it is.`);
});

test.each(["http", "-1", "65536"])("%s is no port", (port) => {
  expect(() => readSettings({ ...all, PORT: port })).toThrow("The environment variable PORT has to be a port.");
  expect(readSettings({ ...all, PORT: "0" }).port).toBe(0);
});
