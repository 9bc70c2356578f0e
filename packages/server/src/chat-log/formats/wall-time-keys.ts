/** The keys of a chat that hold wall times. Used by the formats that have a type for times. */
import { CHAT_KEYS, Chat, type ChatKey } from '@parley/contract';

/** The contract's unit of wall times. */
const WALL_TIME_UNIT = 'YYYY-MM-DD HH:MM:SS';

export const WALL_TIME_KEYS: readonly ChatKey[] = CHAT_KEYS.filter(
  (key) => Reflect.get(Chat.properties[key], 'x-unit') === WALL_TIME_UNIT,
);
