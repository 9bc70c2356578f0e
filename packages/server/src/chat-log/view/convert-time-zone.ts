/**
 * Prints the times of a finished log entry in another zone, for `tz=` and `timestamps=normalized`. Used when the log is
 * read; never changes what is stored.
 */
import type { ImportedTransfer, LoggedChat } from '@parley/contract';
import { type Instant, instant, isInPrintedYears, parseOffsetTime, type WallTime } from '../../model/instant.ts';
import type { Zone } from '../../model/zone.ts';
import { instantOfPrinted } from '../input/printed-time.ts';
import type { PrintedTimes } from './printed-times.ts';

const HOUR_MS = 3_600_000;

/**
 * The entry with its six times from `times` (null where there is none) and its message dates printed in `zone`; an
 * unreadable date stays. Times of transfers have no stored instant: they are read as wall times of `projectZone`, and stay
 * as they are when it is not given or they are unreadable.
 */
export function renderNormalized<C extends LoggedChat>(
  chat: C,
  times: PrintedTimes,
  zone: Zone,
  projectZone?: Zone,
): C {
  return {
    ...chat,
    sessionStartTime: printWallTime(times.sessionStart, zone),
    sessionCloseTime: printWallTime(times.sessionClose, zone),
    firstVisitorMessageTime: printWallTime(times.firstVisitorMessage, zone),
    firstAgentMessageTime: printWallTime(times.firstAgentMessage, zone),
    lastVisitorMessageTime: printWallTime(times.lastVisitorMessage, zone),
    lastAgentMessageTime: printWallTime(times.lastAgentMessage, zone),
    transcript:
      chat.transcript?.map((message) => ({ ...message, date: reprintDate(message.date, zone, projectZone) })) ?? null,
    transfers:
      chat.transfers?.map((transfer) => reprintTransfer(transfer, times.sessionStart, zone, projectZone)) ?? null,
  };
}

function printWallTime(at: Instant | null, zone: Zone): WallTime | null {
  return at === null ? null : zone.wallTimeAt(at);
}

function reprintDate(date: string | null, zone: Zone, projectZone: Zone | undefined): string | null {
  if (date === null) return null;
  const at = parseOffsetTime(date)?.instant ?? (projectZone === undefined ? null : instantOfPrinted(date, projectZone));
  return at === null || !isInPrintedYears(at) ? date : zone.isoTimeAt(at);
}

function reprintTransfer(
  transfer: ImportedTransfer,
  sessionStart: Instant | null,
  zone: Zone,
  projectZone: Zone | undefined,
): ImportedTransfer {
  const { time } = transfer;
  if (typeof time !== 'string' || projectZone === undefined) return transfer;
  const at = readWallTime(time, projectZone, sessionStart);
  return at === null ? transfer : { ...transfer, time: zone.wallTimeAt(at) };
}

/** A wall time that a clock change repeats means its second occurrence when the chat did not exist at the first. */
function readWallTime(text: string, zone: Zone, sessionStart: Instant | null): Instant | null {
  const asUtc = parseOffsetTime(`${text}Z`);
  if (asUtc === null || !isInPrintedYears(asUtc.instant)) return null;
  const first = zone.instantOf(text as WallTime);
  const startMs = sessionStart === null ? first : Math.floor(sessionStart / 1000) * 1000;
  const second = instant(first + HOUR_MS);
  return first < startMs && zone.wallTimeAt(second) === text ? second : first;
}
