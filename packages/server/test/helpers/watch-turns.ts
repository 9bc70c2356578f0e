/**
 * How much JSON this thread reads and writes in one turn of the event loop, and how much it copies, at most: how long others
 * wait for it, in measures that are the same on every machine. Never used outside tests.
 */
import { setImmediate } from 'node:timers';

export interface WatchedTurns<T> {
  readonly result: T;
  /** Characters of JSON in the turn that had most of them. */
  readonly mostCharacters: number;
  /** Bytes of buffers that were joined in the turn that had most of them. */
  readonly mostJoinedBytes: number;
}

export async function watchTurns<T>(work: () => Promise<T>): Promise<WatchedTurns<T>> {
  const { parse, stringify } = JSON;
  const { concat } = Buffer;
  let [inTurn, mostCharacters, joined, mostJoinedBytes, isOver] = [0, 0, 0, 0, false];
  const note = (text: unknown) => {
    inTurn += typeof text === 'string' ? text.length : 0;
    mostCharacters = Math.max(mostCharacters, inTurn);
  };
  const beginTurn = () => {
    [inTurn, joined] = [0, 0];
    if (!isOver) setImmediate(beginTurn);
  };
  JSON.parse = (text, reviver) => {
    note(text);
    return parse(text, reviver);
  };
  JSON.stringify = ((...given: Parameters<typeof stringify>) => {
    const text = stringify(...given);
    note(text);
    return text;
  }) as typeof stringify;
  Buffer.concat = (...given) => {
    const whole = concat(...given);
    joined += whole.length;
    mostJoinedBytes = Math.max(mostJoinedBytes, joined);
    return whole;
  };
  beginTurn();
  try {
    const result = await work();
    return { result, mostCharacters, mostJoinedBytes };
  } finally {
    isOver = true;
    Object.assign(JSON, { parse, stringify });
    Buffer.concat = concat;
  }
}
