/** A mock, a client on it, and the components around what is tested. */

import { type Plinto, type PlintoOptions, createPlinto } from "@plinto/core";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { type InitialState, PlintoProvider, type SignInPorts } from "../../src/index.ts";

export type Acme = Mock<AcmeSeed>;

export interface Kit {
  readonly mock: Acme;
  readonly plinto: Plinto;
  readonly cache: QueryClient;
  /** The operations that were asked for, in order. */
  readonly asked: string[];
}

/** A client of the acme world; signed in as `person`, where one is named. */
export function kitOf(person?: string, options: { organization?: string; clock?: "virtual"; client?: Partial<PlintoOptions>; mock?: Acme } = {}): Kit {
  const mock = options.mock ?? (createMock(options.clock ? { clock: options.clock } : {}) as Acme);
  const connection = person ? mock.as(person, options.organization ? { organization: options.organization } : {}) : mock.connect();
  const plinto = createPlinto({ ...connection, ...options.client });
  const asked: string[] = [];
  plinto.hooks.on("request", ({ call }) => void asked.push(call.operationId ?? call.path));
  return { mock, plinto, cache: new QueryClient(), asked };
}

export interface AroundProps {
  readonly kit: Pick<Kit, "plinto" | "cache">;
  readonly initialState?: InitialState;
  readonly browser?: SignInPorts;
  readonly children: ReactNode;
}

/** StrictMode, the cache and the provider. */
export function Around({ kit, initialState, browser, children }: AroundProps): ReactNode {
  return (
    <StrictMode>
      <QueryClientProvider client={kit.cache}>
        <PlintoProvider client={kit.plinto} {...(initialState && { initialState })} {...(browser && { browser })}>
          {children}
        </PlintoProvider>
      </QueryClientProvider>
    </StrictMode>
  );
}
