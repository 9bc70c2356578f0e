/** The keys of a chat that hold wall times, and such a time as a number. Used by the formats that have a type for times. */
import { CHAT_KEYS, Chat, type ChatKey } from '@parley/contract';
import { isCalendarDay } from '../../model/instant.ts';

/** The contract's unit of wall times. */
const WALL_TIME_UNIT = 'YYYY-MM-DD HH:MM:SS';

export const WALL_TIME_KEYS: readonly ChatKey[] = CHAT_KEYS.filter(
  (key) => Reflect.get(Chat.properties[key], 'x-unit') === WALL_TIME_UNIT,
);

/** Milliseconds since 1970 as if the wall time were UTC; null for a text that is no `YYYY-MM-DD HH:MM:SS` of a real day. */
export function wallTimeMs(text: string): number | null {
  const isWallTime = /^.{10} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text) && isCalendarDay(text.slice(0, 10));
  return isWallTime ? Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`) : null;
}
