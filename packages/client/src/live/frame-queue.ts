/** Frames for one reader who takes them one by one. */
import type { StreamFrame } from './stream-frames.ts';

type Result = IteratorResult<StreamFrame, undefined>;
const OVER: Result = { done: true, value: undefined };

export class FrameQueue implements AsyncIterableIterator<StreamFrame> {
  readonly #frames: StreamFrame[] = [];
  readonly #waiting: ((result: Result) => void)[] = [];
  readonly #onEnd: () => void;
  #isOver = false;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  put(frame: StreamFrame): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#frames.push(frame);
    else next({ done: false, value: frame });
  }

  /** What has come until now is still given. */
  end(): void {
    this.#isOver = true;
    this.#onEnd();
    for (const next of this.#waiting.splice(0)) next(OVER);
  }

  next(): Promise<Result> {
    const value = this.#frames.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (this.#isOver) return Promise.resolve(OVER);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<Result> {
    this.#frames.length = 0;
    this.end();
    return Promise.resolve(OVER);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
