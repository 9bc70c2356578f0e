/** An hour of the week as a condition on a column of instants: databases differ in what they know of zones. */
import type { ConditionValue } from '../../chat-log/query/chat-selection.ts';
import { UNKNOWN_START } from '../../model/instant.ts';
import { FIRST_MONDAY_MS, HOUR_MS, WEEK_MS } from '../../model/weekday-hour.ts';
import { raw, type Sql } from './sql.ts';

/** Whole numbers only stand in the text, so that the planner knows them. */
export function restrictToHour(column: string, value: ConditionValue): Sql {
  if (typeof value !== 'object') throw new TypeError('an hour of the week is no plain value');
  const { hourOfWeek, offsets } = value;
  const sinceMonday = (offset: string) =>
    `((${column} + ${offset} - ${FIRST_MONDAY_MS}) % ${WEEK_MS} + ${WEEK_MS}) % ${WEEK_MS} / ${HOUR_MS} = ${hourOfWeek}`;
  const distinct = [...new Set(offsets.map(({ offsetMs }) => offsetMs))];
  const [first, ...later] = offsets;
  // With any of the offsets first: most chats are left out by that.
  const parts = [
    `${column} <> ${UNKNOWN_START}`,
    `(${distinct.map((offset) => sinceMonday(`(${offset})`)).join(' OR ')})`,
  ];
  if (later.length > 0) {
    const cases = later.toReversed().map(({ fromMs, offsetMs }) => `WHEN ${column} >= ${fromMs} THEN ${offsetMs}`);
    parts.push(sinceMonday(`CASE ${cases.join(' ')} ELSE ${first?.offsetMs ?? 0} END`));
  }
  return raw(`(${parts.join(' AND ')})`);
}
