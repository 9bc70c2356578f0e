/**
 * What a well-typed event of the event format must satisfy beyond its schema. Used by `event-format.ts`; never looks at
 * any other event of the chat.
 */
import { Attachment, type Calendar, type Ticket, TicketType, WEEKDAYS, type WireEvent } from '@parley/contract';
import { isCalendarDay } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { type FieldProblem, joinPath } from './schema-problem.ts';

const USUAL_TIME_ZONES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('timeZone'));
const UNKNOWN_KEY = 'is not a known key; correct its name or remove it';

/** What is wrong with the content of the event, by the path within it; null when nothing is. */
export function checkEventContent(event: WireEvent): FieldProblem | null {
  switch (event.type) {
    case 'chat.started':
      return (event.calendar && checkCalendar(event.calendar)) ?? (event.ticket && checkTicket(event.ticket)) ?? null;
    case 'ticket.linked':
      return checkTicket(event.ticket);
    case 'chat.transferred':
      return (event.toAgent === undefined) === (event.toQueue === undefined)
        ? { field: '', reason: 'exactly one of toAgent and toQueue must be given' }
        : null;
    case 'message.sent':
      return checkAttachments(event.attachments ?? []);
    default:
      return null;
  }
}

/** What is wrong with opening hours that fit their schema; null when nothing is. */
export function checkCalendar(calendar: Calendar): FieldProblem | null {
  if (!isTimeZone(calendar.timeZone)) {
    const reason = `is no time zone of the tz database: ${calendar.timeZone.slice(0, 64)}`;
    return { field: 'calendar.timeZone', reason };
  }
  for (const weekday of WEEKDAYS) {
    const problem = checkHours(calendar[weekday], `calendar.${weekday}`);
    if (problem !== null) return problem;
  }
  for (const [index, { date, hours }] of calendar.holidays.entries()) {
    const path = `calendar.holidays[${index}]`;
    if (!isCalendarDay(date)) return { field: `${path}.date`, reason: 'must be a day that exists' };
    const problem = checkHours(hours, `${path}.hours`);
    if (problem !== null) return problem;
  }
  return null;
}

function checkHours(hours: readonly (readonly [string, string])[], path: string): FieldProblem | null {
  let end = '';
  for (const [index, [opens, closes]] of hours.entries()) {
    const field = `${path}[${index}]`;
    if (opens >= closes) return { field, reason: 'must end after it begins; split hours that go over midnight' };
    if (opens < end) return { field, reason: 'must begin at or after the end of the hours before it' };
    end = closes;
  }
  return null;
}

/** Aliases such as `Asia/Calcutta` are not in the list of names, so each name is tried; fixed offsets are not zones. */
function isTimeZone(name: string): boolean {
  if (USUAL_TIME_ZONES.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Zone(name).name !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function checkTicket(ticket: Ticket): FieldProblem | null {
  return checkKeys(ticket.ticketType, TicketType.properties, 'ticket.ticketType');
}

/** The log returns attachments and ticket types unchanged, so they may not have unknown keys. */
function checkAttachments(attachments: readonly Attachment[]): FieldProblem | null {
  for (const [index, attachment] of attachments.entries()) {
    const path = `attachments[${index}]`;
    const problem =
      checkKeys(attachment, Attachment.properties, path) ??
      checkKeys(attachment.payload, Attachment.properties.payload.properties, `${path}.payload`);
    if (problem !== null) return problem;
  }
  return null;
}

function checkKeys(value: object, known: object, path: string): FieldProblem | null {
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(known, key));
  return unknown === undefined ? null : { field: joinPath(path, unknown), reason: UNKNOWN_KEY };
}
