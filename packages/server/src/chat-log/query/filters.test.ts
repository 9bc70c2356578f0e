/** The table of filters: a part that is missing does not compile, and a value that nothing knows never widens a result. */
import { FILTER_NAMES, FILTER_PARAMETERS, type FilterParameter } from '@parley/contract';
import { expect, test } from 'vitest';
import { type ChatSelection, conditionsOf } from './chat-selection.ts';
import { FILTERS, type Filter, type FilterTable } from './filters.ts';

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
  expect([withoutFilter, withOneMore, withoutMember, withoutColumn]).toHaveLength(4);
  expect([withoutIndex, withoutStored, withoutShown, withOtherKind]).toHaveLength(4);
});

test('a selection holds what the filters want, and nothing else', () => {
  const selection: ChatSelection = { isOpen: true, type: 'webchat', entityId: 6 };
  expect(conditionsOf(selection).map(({ filter: { member }, value }) => [member, value])).toEqual([
    ['isOpen', true],
    ['type', 'webchat'],
    ['entityId', 6],
  ]);
  // @ts-expect-error: the condition of no filter
  const unknown: ChatSelection = { colour: 'red' };
  // @ts-expect-error: a number is no text
  const wrong: ChatSelection = { type: 6 };
  expect(wrong).toEqual({ type: 6 });
  expect(() => conditionsOf(unknown)).toThrow(TypeError);
});

test('two filters never share a condition, nor a column but that of the days', () => {
  const filters: readonly Filter[] = Object.values(FILTERS);
  expect(new Set(filters.map(({ member }) => member)).size).toBe(filters.length);
  const columns = filters.flatMap((filter) => ('column' in filter && filter.kind !== 'day' ? [filter.column] : []));
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
