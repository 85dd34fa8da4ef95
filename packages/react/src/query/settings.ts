/** The options of TanStack Query that a generated hook takes: written out, since the compiler pays for each derived type. */

import type { Client } from "@plinto/core";
import type { ChangeSettings } from "./change.ts";

/** Which client reads or changes. */
export interface ClientChoice {
  /** `plinto.forOrganization(id)`, to stand in another organization than the session. The provider's client when absent. */
  readonly client?: Client | undefined;
}

/** How what was read is kept. The defaults are those of the `QueryClient`. */
export interface CacheSettings {
  /** Milliseconds that what was read counts as fresh. */
  readonly staleTime?: number | "static" | undefined;
  /** Milliseconds that it is kept when nobody shows it any more. */
  readonly gcTime?: number | undefined;
  /** Milliseconds between two reads while it is shown. */
  readonly refetchInterval?: number | false | undefined;
  readonly refetchIntervalInBackground?: boolean | undefined;
  readonly refetchOnMount?: boolean | "always" | undefined;
  readonly refetchOnWindowFocus?: boolean | "always" | undefined;
  readonly refetchOnReconnect?: boolean | "always" | undefined;
  /** Whether a failed read is repeated. False when absent, since the client repeats by itself. */
  readonly retry?: boolean | number | undefined;
  readonly networkMode?: "online" | "always" | "offlineFirst" | undefined;
  readonly meta?: Record<string, unknown> | undefined;
  /** Whether a render follows what other components read. True when absent. */
  readonly subscribed?: boolean | undefined;
}

/** Options of a hook that reads page after page. */
export interface InfiniteSettings extends CacheSettings, ClientChoice {
  /** Whether anything is read. True when absent; null parameters read nothing either. */
  readonly enabled?: boolean | undefined;
  /** Whether an error goes to the error boundary. */
  readonly throwOnError?: boolean | undefined;
  /** How many pages are kept. All when absent. */
  readonly maxPages?: number | undefined;
}

/** Options of a hook that reads and suspends. */
export interface SuspenseSettings<Data, Selected> extends CacheSettings, ClientChoice {
  /** What of the answer is given. */
  readonly select?: ((data: Data) => Selected) | undefined;
  /** What is there before anything is read, kept as if it had been read. */
  readonly initialData?: Data | (() => Data | undefined) | undefined;
  /** When it was read, in milliseconds since the epoch. */
  readonly initialDataUpdatedAt?: number | undefined;
}

/** Options of a hook that reads. */
export interface ReadSettings<Data, Selected> extends SuspenseSettings<Data, Selected> {
  /** Whether anything is read. True when absent; null parameters read nothing either. */
  readonly enabled?: boolean | undefined;
  /** Whether an error goes to the error boundary. */
  readonly throwOnError?: boolean | undefined;
  /** What is shown until something is read; `keepPreviousData` shows what was read with the last parameters. */
  readonly placeholderData?: Data | ((previous: Data | undefined) => Data | undefined) | undefined;
}

/** Options of a hook that changes. */
export interface MutationSettings<Parameters, Data, Failure, Context> extends ChangeSettings, ClientChoice {
  readonly onMutate?: ((parameters: Parameters) => Context | Promise<Context>) | undefined;
  readonly onSuccess?: ((data: Data, parameters: Parameters, context: Context) => unknown) | undefined;
  readonly onError?: ((error: Failure, parameters: Parameters, context: Context | undefined) => unknown) | undefined;
  readonly onSettled?: ((data: Data | undefined, error: Failure | null, parameters: Parameters, context: Context | undefined) => unknown) | undefined;
  /** Milliseconds that the change and its parameters are kept when nobody shows them. 0 when absent. */
  readonly gcTime?: number | undefined;
  readonly networkMode?: "online" | "always" | "offlineFirst" | undefined;
  /** Changes of one scope run one after another. */
  readonly scope?: { readonly id: string } | undefined;
  readonly throwOnError?: boolean | undefined;
  readonly meta?: Record<string, unknown> | undefined;
}
