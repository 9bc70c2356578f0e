/** The table of filters: a part that is missing does not compile, and a value that nothing knows never widens a result. */
import {
  EXCLUSIONS,
  FILTER_NAMES,
  FILTER_PARAMETERS,
  type FilterParameter,
  PRESENCE_NAMES,
  RANGES,
} from '@parley/contract';
import { expect, test } from 'vitest';
import { type ChatSelection, conditionsOf, isOfFacts, withoutFacts } from './chat-selection.ts';
import type { Filter, FilterTable } from './filter-kinds.ts';
import { FILTERS, NUMBERS } from './filters.ts';

test('a filter of the contract without its row, or a row without one of its parts, does not compile', () => {
  const { status: _, ...others } = FILTERS;
  // @ts-expect-error: the filter `status` is missing
  const withoutFilter: FilterTable = others;
  // @ts-expect-error: a filter that the contract does not have
  const withOneMore: FilterTable = { ...FILTERS, colour: FILTERS.type };
  // @ts-expect-error: what a selection calls it
  const withoutMember: FilterTable = { ...FILTERS, type: { ...FILTERS.type, member: undefined } };
  // @ts-expect-error: where its value stands
  const withoutColumn: FilterTable = { ...FILTERS, type: { ...FILTERS.type, column: undefined } };
  // @ts-expect-error: whether an index finds it
  const withoutIndex: FilterTable = { ...FILTERS, type: { ...FILTERS.type, index: undefined } };
  // @ts-expect-error: where its value comes from
  const withoutStored: FilterTable = { ...FILTERS, type: { ...FILTERS.type, stored: undefined } };
  // @ts-expect-error: how a row is checked
  const withoutShown: FilterTable = { ...FILTERS, type: { ...FILTERS.type, shown: undefined } };
  // @ts-expect-error: a date of the contract is no id
  const withOtherKind: FilterTable = { ...FILTERS, endDate: FILTERS.userId };
  // @ts-expect-error: what a chat may lack can be turned round, which a mark cannot
  const withMark: FilterTable = { ...FILTERS, slaStatus: FILTERS.status };
  expect([withoutFilter, withOneMore, withoutMember, withoutColumn]).toHaveLength(4);
  expect([withoutIndex, withoutStored, withoutShown, withOtherKind, withMark]).toHaveLength(5);
  const facts: FilterParameter = FILTER_PARAMETERS.type;
  const { none: _none, ...silent } = facts;
  // @ts-expect-error: what a chat has that lacks the value
  const withoutNone: FilterParameter = silent;
  expect(withoutNone).toEqual(silent);
});

test('a selection holds what the filters want, and nothing else', () => {
  const selection: ChatSelection = { isOpen: true, type: 'webchat', entityId: 6 };
  expect(conditionsOf(selection)).toEqual([
    { kind: 'is', filter: FILTERS.status, value: true },
    { kind: 'is', filter: FILTERS.type, value: 'webchat' },
    { kind: 'is', filter: FILTERS.entityId, value: 6 },
  ]);
  expect(conditionsOf({ notType: 'viber', without: ['slaStatus', 'agentId'], with: ['ticketId'] })).toEqual([
    { kind: 'isNot', filter: FILTERS.type, value: 'viber' },
    { kind: 'without', filter: FILTERS.slaStatus },
    { kind: 'without', filter: FILTERS.agentId },
    { kind: 'with', filter: FILTERS.ticketId },
  ]);
  const ofNumbers: ChatSelection = { minDuration: 3, maxDuration: 9, without: ['type', 'messageCount'], isOpen: true };
  expect(conditionsOf(ofNumbers).filter(isOfFacts)).toEqual([
    { kind: 'min', filter: NUMBERS.duration, value: 3 },
    { kind: 'max', filter: NUMBERS.duration, value: 9 },
    { kind: 'without', filter: NUMBERS.messageCount },
  ]);
  expect(withoutFacts(ofNumbers)).toEqual({ without: ['type'], isOpen: true });
  expect(withoutFacts({ with: ['duration', 'pageName'], minDuration: 0, lastQueue: 5, notPageName: 'x' })).toEqual({});
  // @ts-expect-error: the condition of no filter
  const unknown: ChatSelection = { colour: 'red' };
  // @ts-expect-error: a number is no text
  const wrong: ChatSelection = { type: 6 };
  expect(wrong).toEqual({ type: 6 });
  expect(() => conditionsOf(unknown)).toThrow(TypeError);
  // @ts-expect-error: a list where one value is wanted
  const list: ChatSelection = { type: ['webchat'] };
  expect(() => conditionsOf(list)).toThrow(TypeError);
});

test('two filters never share a condition, nor a column but those of the start', () => {
  // An instant bounds the start as a day does: the narrower of the two holds.
  const filters = Object.values<Filter>(FILTERS).filter(({ kind }) => kind !== 'instant');
  const members = [
    ...filters.map(({ member }) => member),
    ...Object.keys(EXCLUSIONS),
    ...Object.keys(RANGES),
    ...PRESENCE_NAMES,
  ];
  expect(new Set(members).size).toBe(members.length);
  const isOfStart = ({ kind }: Filter) => kind === 'day' || kind === 'weekdayHour';
  const columns = filters.flatMap((filter) => ('column' in filter && !isOfStart(filter) ? [filter.column] : []));
  expect(new Set([...columns, 'started_at']).size).toBe(columns.length + 1);
});

test('what asks for marked chats is a value that the parameter may have', () => {
  for (const name of FILTER_NAMES) {
    const filter: Filter = FILTERS[name];
    if (filter.kind !== 'flag') continue;
    const { value }: FilterParameter = FILTER_PARAMETERS[name];
    expect(value.kind === 'choice' ? value.values : ['0', '1']).toContain(filter.marked);
  }
});
