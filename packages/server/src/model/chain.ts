/** An immutable list that is appended to without copying. Holds everything that a chat's state collects. */
export interface Chain<T> {
  readonly last: T;
  readonly before: Chain<T> | null;
  readonly length: number;
}

/** The chain with `value` at its end; null is the empty chain. */
export function append<T>(chain: Chain<T> | null, value: T): Chain<T> {
  return { last: value, before: chain, length: (chain?.length ?? 0) + 1 };
}

/** The values, first to last. */
export function toArray<T>(chain: Chain<T> | null): T[] {
  const values: T[] = [];
  for (let link = chain; link !== null; link = link.before) values.push(link.last);
  return values.reverse();
}
