/** Asks for the value of one filter. */
import { Autocomplete, Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { LogQuery } from '../api/chats.ts';
import type { PlainTextId } from '../language/catalogue.ts';
import { useText } from '../language/language-context.ts';
import { type FilterMode, type GivenFilter, isValued, modesOf } from '../search/given-filters.ts';
import type { FilterInput } from '../search/log-filters.ts';
import { isCounted, useCountedValues } from './counted-values.ts';
import { FIRST_HOUR, HourField } from './hour-field.tsx';
import { InstantField } from './instant-field.tsx';
import { namesFor, type SeenNames } from './seen-names.ts';
import { ValueList } from './value-list.tsx';

interface FilterEditorProps {
  readonly given: GivenFilter;
  readonly isNew: boolean;
  readonly names: SeenNames;
  /** What the list is restricted to now. */
  readonly log: LogQuery;
  /** Of times that are given; null while it is not known. */
  readonly zone: string | null;
  readonly onSet: (given: GivenFilter) => void;
}

const MODE_WORDS = {
  is: 'filters.modeIs',
  isNot: 'filters.modeIsNot',
  atLeast: 'filters.modeAtLeast',
  atMost: 'filters.modeAtMost',
  has: 'filters.modeHas',
  hasNone: 'filters.modeHasNone',
} as const satisfies Readonly<Record<FilterMode, PlainTextId>>;

export function FilterEditor({ given, isNew, names, log, zone, onSet }: FilterEditorProps) {
  const text = useText();
  const { filter } = given;
  const counted = useCountedValues(log, filter);
  const [mode, setMode] = useState(given.mode);
  const modes = modesOf(filter);
  const choose = (value: string) => {
    const next = modes.find((one) => one === value) ?? mode;
    setMode(next);
    if (!isValued(next)) onSet({ filter, mode: next, value: '' });
  };
  const set = (value: string) => onSet({ filter, mode, value });
  return (
    <Stack gap="xs">
      {modes.length > 1 && (
        <SegmentedControl
          size="xs"
          value={mode}
          onChange={choose}
          aria-label={text('filters.mode')}
          data={modes.map((one) => ({ value: one, label: text(MODE_WORDS[one]) }))}
        />
      )}
      {(filter.input.kind === 'choice' || (counted?.values.length ?? 0) > 0) && (
        <ValueList
          filter={filter}
          counted={counted}
          value={given.value}
          onSet={set}
          onNone={() => onSet({ filter, mode: mode === 'isNot' ? 'has' : 'hasNone', value: '' })}
        />
      )}
      {filter.input.kind !== 'choice' && (
        <TypedValue given={given} isNew={isNew && !isCounted(filter)} names={names} zone={zone} onSet={set} />
      )}
    </Stack>
  );
}

interface TypedValueProps extends Pick<FilterEditorProps, 'given' | 'isNew' | 'names' | 'zone'> {
  readonly onSet: (value: string) => void;
}

function TypedValue({ given: { filter, value }, isNew, names, zone, onSet }: TypedValueProps) {
  const text = useText();
  const choices = namesFor(filter.name, names);
  const first = filter.input.kind === 'weekdayHour' ? FIRST_HOUR : '';
  const [typed, setTyped] = useState(choices.find((choice) => choice.value === value)?.label ?? (value || first));
  const next = choices.find((choice) => choice.label === typed)?.value ?? typed.trim();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (next !== '') onSet(next);
  };
  const { input } = filter;
  const noValue = input.kind === 'id' ? input.noValue : null;
  return (
    <form onSubmit={send}>
      <Stack gap="xs">
        {input.kind === 'date' ? (
          <TextInput
            type="date"
            label={text(filter.label)}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
        ) : input.kind === 'instant' && zone !== null ? (
          <InstantField label={text(filter.label)} value={typed} zone={zone} onChange={setTyped} />
        ) : input.kind === 'weekdayHour' ? (
          <HourField value={typed} onChange={setTyped} />
        ) : (
          <Autocomplete
            label={text(filter.label)}
            placeholder={text(placeholderOf(input, choices.length > 0))}
            data={[...new Set(choices.map(({ label }) => label))]}
            value={typed}
            onChange={setTyped}
            comboboxProps={{ withinPortal: false }}
            defaultDropdownOpened={isNew}
            limit={50}
            maxDropdownHeight={220}
            data-autofocus
          />
        )}
        <Group gap="xs" justify="flex-end">
          {noValue !== null && (
            <Button size="xs" variant="default" onClick={() => onSet('0')}>
              {text(noValue.button)}
            </Button>
          )}
          <Button size="xs" type="submit" disabled={next === ''}>
            {text('filters.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function placeholderOf(input: FilterInput, hasNames: boolean): PlainTextId {
  if (input.kind === 'text') return input.placeholder;
  if (input.kind === 'instant') return 'filters.instantExample';
  if (input.kind === 'number') return input.unit === 'seconds' ? 'filters.seconds' : 'filters.number';
  return hasNames ? 'filters.nameOrId' : 'filters.id';
}
