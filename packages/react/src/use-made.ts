import { useState } from "react";

/** What `make` makes of some things, anew when one of them becomes another; unlike a memo it is not forgotten in between. */
export function useMade<T>(of: readonly unknown[], make: () => T): T {
  const [made, setMade] = useState(() => ({ of, it: make() }));
  if (of.every((one, index) => one === made.of[index])) return made.it;
  const it = make();
  setMade({ of, it });
  return it;
}
