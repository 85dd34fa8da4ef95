import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { served } from "./served.ts";

const run = promisify(execFile);

/** Whether a program is installed here. */
async function has(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

const python = `
import json, sys, urllib.error, urllib.request

base = sys.argv[1]

def ask(method, path, body=None, token=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {} if data is None else {"content-type": "application/json"}
    if token is not None:
        headers["authorization"] = "Bearer " + token
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers, method=method)) as response:
        text = response.read().decode()
        return json.loads(text) if text else None

persona = ask("POST", "/__plinto/sign-in", {"person": "ada"})
me = ask("GET", "/v1/users/me", token=persona["accessToken"])
ask("POST", "/v1/auth/otp", {"email": "bob@acme.test"})
mail = ask("GET", "/__plinto/mailbox?to=bob@acme.test&waitSeconds=5")["data"][0]
ask("POST", "/__plinto/sign-out", {"sessionId": persona["sessionId"]})
try:
    ask("GET", "/v1/users/me", token=persona["accessToken"])
    code = None
except urllib.error.HTTPError as error:
    code = json.loads(error.read().decode())["code"]
print(json.dumps({"email": me["email"], "code": len(mail["code"]), "afterwards": code}))
`;

test("a test in Python acts as a person, reads a code and signs the person out", async ({ skip }) => {
  skip(!(await has("python3")), "there is no python3 here");
  const { url } = await served();
  const { stdout } = await run("python3", ["-c", python, url]);
  expect(JSON.parse(stdout)).toEqual({ email: "ada@acme.test", code: 6, afterwards: "session_revoked" });
});

test("a shell keeps a state, forks it and returns to it with curl alone", async ({ skip }) => {
  skip(!(await has("curl")), "there is no curl here");
  const { url, control } = await served();
  const curl = async (...args: string[]): Promise<string> => (await run("curl", ["-sS", "--fail-with-body", ...args])).stdout;
  await curl("-d", '{"name":"before"}', `${url}/__plinto/snapshot`);
  await curl("-d", '{"duration":"15m"}', `${url}/__plinto/clock/advance`);
  expect(JSON.parse(await curl("-d", '{"id":"shell"}', `${url}/__plinto/fork`))).toMatchObject({ baseUrl: `${url}/w/shell` });
  await curl("-d", '{"name":"before"}', `${url}/__plinto/restore`);
  expect((await control.getWorld()).clock.now).toBe("2030-01-01T00:00:00.000Z");
  expect(JSON.parse(await curl(`${url}/w/shell/__plinto`))).toMatchObject({ clock: { now: "2030-01-01T00:15:00.000Z" } });
});
