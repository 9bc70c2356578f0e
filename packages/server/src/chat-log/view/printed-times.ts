/** The instants of the six times that a log entry prints, from which they are printed in any zone. */

import { type Instant, instant } from '../../model/instant.ts';
import type { StoredExt } from '../fold/folded-chat.ts';

/** In the order of the entry. */
export const TIME_NAMES = [
  'sessionStart',
  'sessionClose',
  'firstVisitorMessage',
  'firstAgentMessage',
  'lastVisitorMessage',
  'lastAgentMessage',
] as const;

/** null where the entry has none. */
export type PrintedTimes = Readonly<Record<(typeof TIME_NAMES)[number], Instant | null>>;

export function printedTimesOf({ chat: { times } }: StoredExt): PrintedTimes {
  return timesBy((name) => {
    const time = times[name];
    return time === null ? null : instant(Date.parse(time));
  });
}

export function timesBy(timeOf: (name: keyof PrintedTimes, at: number) => Instant | null): PrintedTimes {
  return Object.fromEntries(TIME_NAMES.map((name, at) => [name, timeOf(name, at)])) as PrintedTimes;
}
