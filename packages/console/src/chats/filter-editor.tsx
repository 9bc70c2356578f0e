/** Asks for the value of one filter. */
import { Autocomplete, Button, Group, NavLink, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useText } from '../language/language-context.ts';
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
  const text = useText();
  if (filter.input.kind === 'choice') {
    return (
      <div role="group" aria-label={text(filter.label)}>
        {filter.input.choices.map((choice) => (
          <NavLink
            key={choice.value}
            component="button"
            label={text(choice.label)}
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
  const text = useText();
  const choices = namesFor(filter.name, names);
  const [typed, setTyped] = useState(choices.find((choice) => choice.value === value)?.label ?? value);
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
        ) : (
          <Autocomplete
            label={text(filter.label)}
            placeholder={text(
              input.kind === 'text' ? input.placeholder : choices.length > 0 ? 'filters.nameOrId' : 'filters.id',
            )}
            data={[...new Set(choices.map(({ label }) => label))]}
            value={typed}
            onChange={setTyped}
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
