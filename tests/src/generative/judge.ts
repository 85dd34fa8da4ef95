import type { Operation } from "./described.ts";
import type { Answer } from "./request.ts";

/** Every answer is one that its operation declares, and none is the backend's own fault. */
export function judge(operation: Operation, { status, code, text }: Answer): void {
  if (status >= 500 || !operation.statuses.includes(status) || (code !== undefined && !operation.errors.includes(code)))
    throw new Error(`${operation.id} answered ${status} ${code ?? ""}: ${text.slice(0, 2000)}`);
}
