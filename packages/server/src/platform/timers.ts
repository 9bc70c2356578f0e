/** Waiting as a parameter, so that tests decide when time passes. Only the process's root takes the real timers. */
import { setTimeout } from 'node:timers';

export interface Timers {
  /** Calls `work` once, after that time; disposing what it returns prevents the call. */
  after(milliseconds: number, work: () => void): Disposable;
}

export const SYSTEM_TIMERS: Timers = {
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
