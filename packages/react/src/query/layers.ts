/** Changes that are shown before the server has answered, as layers over what it has said. */

import type { Query, QueryClient } from "@tanstack/react-query";

/** What one change makes of what is held. */
type Layer = (held: unknown) => unknown;

/** The layers of one query. */
export interface Layers {
  /** Puts a layer on top; false where it changes nothing. */
  show(layer: Layer): boolean;
  /** The server has done it: the layer becomes part of what is below all layers. */
  keep(layer: Layer): void;
  /** The server has not done it: takes the layer away, wherever it lies. */
  drop(layer: Layer): void;
  /** Changes what is below the layers. */
  write(layer: Layer): void;
}

interface Stack {
  /** What the server has said. */
  base: unknown;
  /** What was written last, with all layers: when the query holds something else, it was read since. */
  shown: unknown;
  readonly layers: Layer[];
}

/** By the cache's own objects, so that they go with them. */
const stacks = new WeakMap<Query, Stack>();

/** The layers of a query that the cache holds. Nothing is written into one that it has dropped, as when somebody signs out. */
export function layersOf(cache: QueryClient, query: Query): Layers {
  /** What was read since knows what the server has done: the layers below it are gone. */
  const current = (): Stack => {
    const held = query.state.data;
    const stack = stacks.get(query);
    return stack && stack.shown === held ? stack : { base: held, shown: held, layers: [] };
  };
  const draw = (stack: Stack): void => {
    if (cache.getQueryCache().get(query.queryHash) !== query) return;
    const next = stack.layers.reduce((held, layer) => layer(held), stack.base);
    if (next !== stack.shown) {
      const { isInvalidated, dataUpdatedAt } = query.state;
      stack.shown = cache.setQueryData(query.queryKey, next, { updatedAt: dataUpdatedAt });
      // Nothing was read by this: what is old or to be read again stays so.
      if (isInvalidated) query.invalidate();
    }
    stacks.set(query, stack);
  };
  const take = (layer: Layer, change: (stack: Stack) => void): void => {
    const stack = current();
    const at = stack.layers.indexOf(layer);
    if (at < 0) return;
    stack.layers.splice(at, 1);
    change(stack);
    draw(stack);
  };
  return {
    show(layer) {
      const stack = current();
      if (layer(stack.shown) === stack.shown) return false;
      stack.layers.push(layer);
      draw(stack);
      return true;
    },
    keep: (layer) => take(layer, (stack) => (stack.base = layer(stack.base))),
    drop: (layer) => take(layer, () => {}),
    write(layer) {
      const stack = current();
      stack.base = layer(stack.base);
      draw(stack);
    },
  };
}
