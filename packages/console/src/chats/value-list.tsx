/** The values that a filter can have, with how many chats each finds. */
import { NavLink, ScrollArea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLanguage } from '../language/language-context.ts';
import type { LogFilter } from '../search/log-filters.ts';
import type { CountedValue, CountedValues } from './counted-values.ts';
import classes from './value-list.module.css';

interface ValueListProps {
  readonly filter: LogFilter;
  /** null while they are not known. */
  readonly counted: CountedValues | null;
  /** What is asked for now. */
  readonly value: string;
  readonly onSet: (value: string) => void;
  readonly onNone: () => void;
}

/** So many can be seen at a glance. */
const SEARCHED_FROM = 8;

export function ValueList({ filter, counted, value, onSet, onNone }: ValueListProps) {
  const language = useLanguage();
  const { text, formats } = language;
  const [typed, setTyped] = useState('');
  const items = itemsOf(filter, counted).map((item) => ({ ...item, label: labelOf(filter, item, language) }));
  const shown = items.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));
  const countText = (count: number | null) => {
    if (count === null) return '';
    return counted?.isLowerBound === true ? `≥ ${formats.number(count)}` : formats.number(count);
  };
  return (
    <>
      {items.length > SEARCHED_FROM && (
        <TextInput
          size="xs"
          aria-label={text('filters.searchValues')}
          placeholder={text('filters.searchValues')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <ScrollArea.Autosize mah="40vh">
        <div role="group" aria-label={text(filter.label)}>
          {shown.map((item) => (
            <NavLink
              key={item.value ?? ''}
              component="button"
              label={<span dir="auto">{item.label}</span>}
              rightSection={<span className={classes.count}>{countText(item.count)}</span>}
              active={item.value === value}
              py={6}
              onClick={() => (item.value === null ? onNone() : onSet(item.value))}
            />
          ))}
        </div>
      </ScrollArea.Autosize>
    </>
  );
}

interface Item extends Omit<CountedValue, 'count'> {
  readonly count: number | null;
}

/** Every choice of a closed set, in its order, also those that find nothing now. */
function itemsOf({ input }: LogFilter, counted: CountedValues | null): readonly Item[] {
  const found = counted?.values ?? [];
  if (input.kind !== 'choice') return found;
  const countOf = (value: string | null) => found.find((one) => one.value === value)?.count;
  const chosen = input.choices.map(({ value }): Item => {
    return { value, name: null, count: countOf(value) ?? (counted === null ? null : 0) };
  });
  return [...chosen, ...found.filter((one) => one.value === null)];
}

function labelOf({ input }: LogFilter, { value, name }: Item, { text }: ReturnType<typeof useLanguage>): string {
  if (value === null) return text('filters.noValue');
  const choice = input.kind === 'choice' ? input.choices.find((one) => one.value === value) : undefined;
  if (choice !== undefined) return text(choice.label);
  return name === null || name === '' ? value : name;
}
