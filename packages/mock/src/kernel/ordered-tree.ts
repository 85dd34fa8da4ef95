import type BTree from "sorted-btree";
import * as sortedBtree from "sorted-btree";

/** A persistent map in the order of its keys: `clone` costs nothing, and a clone shares what neither side has changed. */
export type OrderedTree<Key extends string | number, Value> = BTree<Key, Value>;

/** Makes an empty tree; strings sort by UTF-16 code unit. */
export function createOrderedTree<Key extends string | number, Value>(): OrderedTree<Key, Value> {
  return new TreeClass<Key, Value>(undefined, compare);
}

function compare<Key extends string | number>(left: Key, right: Key): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

// The package is CommonJS with a `default` of its own: Node hands out the module object, bundlers the class.
const imported: unknown = sortedBtree.default;
const TreeClass: typeof BTree = typeof imported === "function" ? (imported as typeof BTree) : (imported as { default: typeof BTree }).default;
