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

/** Sends a question to a program and resolves with its next message. */
export function ask<Answer>(child: ChildProcess, question: object = { kind: "tell" }): Promise<Answer> {
  return new Promise((resolve) => {
    child.once("message", (message) => resolve(message as Answer));
    child.send(question);
  });
}

/** Asks until the answer is what it is to be, or for so long; `isDone` is told every answer. Resolves with the last one. */
export async function until<Answer>(
  question: () => Promise<Answer>,
  isDone: (answer: Answer) => boolean,
  timeoutMs: number,
): Promise<{ readonly answer: Answer; readonly inTime: boolean }> {
  const begun = performance.now();
  for (;;) {
    const answer = await question();
    if (isDone(answer)) return { answer, inTime: true };
    if (performance.now() - begun > timeoutMs) return { answer, inTime: false };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
