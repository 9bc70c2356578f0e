/**
 * Finds the instants of the times of an imported row: its source prints some in UTC and some in a zone's time, without
 * saying which. Used by the fold of imported rows; never changes what the row prints.
 */
import type { ImportedChat } from '@parley/contract';
import { type Instant, instant, isInPrintedYears, parseOffsetTime, secondsBetween } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import type { ImportWarning } from './import-warning.ts';
import { inZone, type PrintedTime, readPrintedTime } from './printed-time.ts';

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
  const reader = new TimeReader(readMessages(chat, zone, warnings), zone, warnings);
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
function readMessages(chat: ImportedChat, zone: Zone, warnings: Set<ImportWarning>): readonly ReadMessage[] {
  const messages: ReadMessage[] = [];
  for (const { date } of chat.transcript ?? []) {
    const message = date === null ? null : readMessageDate(date, zone);
    if (message === null) {
      warnings.add('time that cannot be read');
      continue;
    }
    const previous = messages.at(-1);
    if (previous !== undefined && message.at < previous.at) warnings.add('times out of order');
    messages.push(message);
  }
  return messages;
}

/** A date without an offset is of the project's zone. */
function readMessageDate(date: string, zone: Zone): ReadMessage | null {
  const withOffset = readWithOffset(date);
  if (withOffset !== null) return withOffset;
  const time = readPrintedTime(date);
  if (time === null) return null;
  const at = inZone(time, zone);
  return { at, offsetMs: zone.offsetMsAt(at) };
}

function readWithOffset(text: string): ReadMessage | null {
  const strict = parseOffsetTime(text);
  if (strict !== null) {
    if (!isInPrintedYears(strict.instant)) return null;
    return { at: strict.instant, offsetMs: strict.offsetMinutes * MINUTE_MS };
  }
  const printed = readPrintedTime(text);
  if (printed === null || printed.offsetMs === null) return null;
  return { at: instant(printed.wallMs - printed.offsetMs), offsetMs: printed.offsetMs };
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
    const withOffset = readWithOffset(text);
    if (withOffset !== null) return withOffset.at;
    const time = readPrintedTime(text);
    if (time === null || time.offsetMs !== null) {
      this.#warnings.add('time that cannot be read');
      return null;
    }
    const { wallMs } = time;
    const message = this.messages.at(end === 'first' ? 0 : -1);
    if (message === undefined) return this.#readInZone(time);
    const fitting = this.#offsets.map((offsetMs) => instant(wallMs - offsetMs)).find(fits);
    if (fitting !== undefined) return fitting;
    const inProjectZone = instant(wallMs - this.#zone.offsetMsAt(instant(wallMs - message.offsetMs)));
    return fits(inProjectZone) ? inProjectZone : instant(wallMs - message.offsetMs);
  }

  #readInZone(time: PrintedTime): Instant {
    const at = inZone(time, this.#zone);
    if (this.#zone.wallTimeAt(at) !== time.wall) this.#warnings.add('wall time that a clock change skips');
    return at;
  }
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
