/**
 * Finds the instants of the times of an imported row: its source prints some in UTC and some in a zone's time, without
 * saying which. Used by the fold of imported rows; never changes what the row prints.
 */
import type { ImportedChat } from '@parley/contract';
import {
  type Instant,
  instant,
  isCalendarDay,
  parseOffsetTime,
  secondsBetween,
  type WallTime,
} from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import type { ImportWarning } from './import-warning.ts';

/** null where the row has no readable time. */
export interface NormalizedTimes {
  readonly sessionStart: Instant | null;
  readonly sessionClose: Instant | null;
  readonly firstVisitorMessage: Instant | null;
  readonly firstAgentMessage: Instant | null;
  readonly lastVisitorMessage: Instant | null;
  readonly lastAgentMessage: Instant | null;
  /** First readable time of the transcript. */
  readonly firstMessage: Instant | null;
  readonly warnings: ReadonlySet<ImportWarning>;
}

interface ReadMessage {
  readonly at: Instant;
  readonly offsetMs: number;
}

const HOUR_SECONDS = 3600;
const MINUTE_MS = 60_000;

/**
 * Rules: a message time is read in the offset (UTC, one of the transcript, the project's)
 * under which it equals a message; the start in the one that puts the first message 0 to 3,599 s after it; the close in
 * the one that is `duration` after the start. When none fits: the transcript's offset; without a transcript: `zone`.
 */
export function normalizeTimes(chat: ImportedChat, zone: Zone): NormalizedTimes {
  const warnings = new Set<ImportWarning>();
  const reader = new TimeReader(readMessages(chat, warnings), zone, warnings);
  const first = reader.messages[0]?.at ?? null;
  const sessionStart = reader.read(chat.sessionStartTime, 'first', (at) => {
    const seconds = first === null ? -1 : secondsBetween(at, first);
    return seconds >= 0 && seconds < HOUR_SECONDS;
  });
  const sessionClose = reader.read(
    chat.sessionCloseTime,
    'last',
    (at) => sessionStart !== null && secondsBetween(sessionStart, at) === chat.duration,
  );
  const times = {
    sessionStart,
    sessionClose,
    firstVisitorMessage: reader.readMessageTime(chat.firstVisitorMessageTime, 'first'),
    firstAgentMessage: reader.readMessageTime(chat.firstAgentMessageTime, 'first'),
    lastVisitorMessage: reader.readMessageTime(chat.lastVisitorMessageTime, 'last'),
    lastAgentMessage: reader.readMessageTime(chat.lastAgentMessageTime, 'last'),
    firstMessage: first,
  };
  findDisagreements({ ...times, warnings }, chat, warnings);
  return { ...times, warnings };
}

/** Messages with a readable time, in the order of the transcript. */
function readMessages(chat: ImportedChat, warnings: Set<ImportWarning>): readonly ReadMessage[] {
  const messages: ReadMessage[] = [];
  for (const { date } of chat.transcript ?? []) {
    const time = date === null ? null : parseOffsetTime(date);
    if (time === null) {
      warnings.add('time that cannot be read');
      continue;
    }
    const previous = messages.at(-1);
    if (previous !== undefined && time.instant < previous.at) warnings.add('times out of order');
    messages.push({ at: time.instant, offsetMs: time.offsetMinutes * MINUTE_MS });
  }
  return messages;
}

class TimeReader {
  readonly messages: readonly ReadMessage[];
  readonly #zone: Zone;
  readonly #warnings: Set<ImportWarning>;
  readonly #messageSeconds: ReadonlySet<number>;
  readonly #offsets: readonly number[];

  constructor(messages: readonly ReadMessage[], zone: Zone, warnings: Set<ImportWarning>) {
    this.messages = messages;
    this.#zone = zone;
    this.#warnings = warnings;
    this.#messageSeconds = new Set(messages.map(({ at }) => Math.floor(at / 1000)));
    this.#offsets = [...new Set([0, ...messages.map(({ offsetMs }) => offsetMs)])];
  }

  readMessageTime(text: string | null, end: 'first' | 'last'): Instant | null {
    return this.read(text, end, (at) => this.#messageSeconds.has(Math.floor(at / 1000)));
  }

  /** `end`: which end of the transcript gives the offset when no reading fits. */
  read(text: string | null, end: 'first' | 'last', fits: (at: Instant) => boolean): Instant | null {
    if (text === null || text === '') return null;
    const withOffset = parseOffsetTime(text);
    if (withOffset !== null) return withOffset.instant;
    const wallMs = parseWallTime(text);
    if (wallMs === null) {
      this.#warnings.add('time that cannot be read');
      return null;
    }
    const message = this.messages.at(end === 'first' ? 0 : -1);
    if (message === undefined) return this.#readInZone(text as WallTime);
    const fitting = this.#offsets.map((offsetMs) => instant(wallMs - offsetMs)).find(fits);
    if (fitting !== undefined) return fitting;
    const inProjectZone = instant(wallMs - this.#zone.offsetMsAt(instant(wallMs - message.offsetMs)));
    return fits(inProjectZone) ? inProjectZone : instant(wallMs - message.offsetMs);
  }

  #readInZone(wall: WallTime): Instant {
    const at = this.#zone.instantOf(wall);
    if (this.#zone.wallTimeAt(at) !== wall) this.#warnings.add('wall time that a clock change skips');
    return at;
  }
}

const WALL_TIME = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** Milliseconds of `YYYY-MM-DD HH:MM:SS` as if it were UTC; null for other text and days that do not exist. */
function parseWallTime(text: string): number | null {
  const day = WALL_TIME.exec(text)?.[1];
  if (day === undefined || !isCalendarDay(day)) return null;
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

function findDisagreements(times: NormalizedTimes, chat: ImportedChat, warnings: Set<ImportWarning>): void {
  const { sessionStart: start, sessionClose: close, firstMessage } = times;
  const pairs = [
    [start, close],
    [start, firstMessage],
    [times.firstVisitorMessage, times.lastVisitorMessage],
    [times.firstAgentMessage, times.lastAgentMessage],
  ] as const;
  if (pairs.some(([from, to]) => from !== null && to !== null && secondsBetween(from, to) < 0)) {
    warnings.add('times out of order');
  }
  if (start !== null && close !== null && chat.duration !== null && secondsBetween(start, close) !== chat.duration) {
    warnings.add('duration that disagrees with the times');
  }
}
