import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts a program of this folder and resolves with its first message. `options` are Node's. */
export function start<Message>(
  file: string,
  args: readonly string[] = [],
  options: readonly string[] = [],
): Promise<{ child: ChildProcess; message: Message }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: [...process.execArgv, ...options],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve({ child, message: message as Message }));
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code} before it said anything`)));
  });
}
