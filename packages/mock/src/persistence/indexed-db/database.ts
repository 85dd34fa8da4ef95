import { MockError } from "../../mock-error.ts";

/** Opens a database with the stores of a mock, made when they are missing. */
export function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => {
    // `about`: what wrote it; `heads`: where each world's log begins and ends.
    for (const store of storeNames) request.result.createObjectStore(store);
  };
  return resultOf(request).then((database) => {
    // Whoever clears the site's data must not wait for this page.
    database.onversionchange = () => database.close();
    return database;
  });
}

export const storeNames: readonly string[] = ["about", "heads", "commits", "checkpoints"];

export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failed(request.error));
  });
}

/** Resolves when the transaction is in the database, not before. */
export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(failed(transaction.error));
    transaction.onerror = () => reject(failed(transaction.error));
  });
}

export function failed(cause: unknown): MockError {
  const name = (cause as { name?: string } | null)?.name ?? "unknown";
  if (name === "InvalidStateError") {
    return new MockError(
      "persist_failed",
      "The browser's database was closed or its data cleared, so the change was not made. Reload the page to begin anew.",
      {
        cause,
        facts: { code: name },
      },
    );
  }
  return new MockError(
    "persist_failed",
    `The browser's database cannot be used (${name}), so the change was not made. Make room, leave private browsing, or leave the option persist out.`,
    { cause, facts: { code: name } },
  );
}
