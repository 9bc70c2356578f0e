/** Asks for the value of one filter. */
import { Autocomplete, Button, Group, NavLink, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { LogFilter } from '../search/log-filters.ts';
import { namesFor, type SeenNames } from './seen-names.ts';

interface FilterEditorProps {
  readonly filter: LogFilter;
  /** Empty for a new filter. */
  readonly value: string;
  readonly names: SeenNames;
  readonly onSet: (value: string) => void;
}

export function FilterEditor({ filter, value, names, onSet }: FilterEditorProps) {
  if (filter.input.kind === 'choice') {
    return (
      <div role="group" aria-label={filter.label}>
        {filter.input.choices.map((choice) => (
          <NavLink
            key={choice.value}
            component="button"
            label={choice.label}
            active={choice.value === value}
            py={6}
            onClick={() => onSet(choice.value)}
          />
        ))}
      </div>
    );
  }
  return <TypedValue filter={filter} value={value} names={names} onSet={onSet} />;
}

function TypedValue({ filter, value, names, onSet }: FilterEditorProps) {
  const choices = namesFor(filter.name, names);
  const [text, setText] = useState(choices.find((choice) => choice.value === value)?.label ?? value);
  const typed = choices.find((choice) => choice.label === text)?.value ?? text.trim();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '') onSet(typed);
  };
  const { input } = filter;
  const noValue = input.kind === 'id' ? input.noValue : null;
  return (
    <form onSubmit={send}>
      <Stack gap="xs">
        {input.kind === 'date' ? (
          <TextInput
            type="date"
            label={filter.label}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        ) : (
          <Autocomplete
            label={filter.label}
            placeholder={input.kind === 'text' ? input.placeholder : choices.length > 0 ? 'Name or id' : 'Id'}
            data={[...new Set(choices.map(({ label }) => label))]}
            value={text}
            onChange={setText}
            comboboxProps={{ withinPortal: false }}
            defaultDropdownOpened={value === ''}
            limit={50}
            maxDropdownHeight={220}
            data-autofocus
          />
        )}
        <Group gap="xs" justify="flex-end">
          {noValue !== null && (
            <Button size="xs" variant="default" onClick={() => onSet('0')}>
              {noValue[0]?.toUpperCase()}
              {noValue.slice(1)}
            </Button>
          )}
          <Button size="xs" type="submit" disabled={typed === ''}>
            Apply
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
