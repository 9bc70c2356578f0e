/** Finds what is lost, doubled or inverted where messages come out. Never used outside tests. */

export interface OrderFaults {
  readonly lost: number;
  readonly doubled: number;
  /** Messages that come after one that was said later. */
  readonly inverted: number;
}

export const NO_FAULTS: OrderFaults = { lost: 0, doubled: 0, inverted: 0 };

/** `said`: what one sender said, in their order, each once. `heard`: what came, with what others said. */
export function orderFaults(said: readonly string[], heard: readonly string[]): OrderFaults {
  const places = new Map(said.map((text, at) => [text, at]));
  const found = new Set<number>();
  let [doubled, inverted, last] = [0, 0, -1];
  for (const text of heard) {
    const place = places.get(text);
    if (place === undefined) continue;
    if (found.has(place)) doubled += 1;
    else if (place < last) inverted += 1;
    found.add(place);
    last = Math.max(last, place);
  }
  return { lost: said.length - found.size, doubled, inverted };
}
