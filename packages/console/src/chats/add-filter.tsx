/** The button that adds a filter: first which, then its value. */
import { Button, NavLink, Popover, ScrollArea } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { PlusIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import { modesOf } from '../search/given-filters.ts';
import { LOG_FILTERS, type LogFilter } from '../search/log-filters.ts';
import { FilterEditor } from './filter-editor.tsx';
import type { SeenNames } from './seen-names.ts';
import { useFilters } from './use-filters.ts';

interface AddFilterProps {
  readonly isOpen: boolean;
  readonly onChange: (isOpen: boolean) => void;
  readonly names: SeenNames;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function AddFilter({ isOpen, onChange, names, returnTo }: AddFilterProps) {
  const text = useText();
  const [chosen, setChosen] = useState<LogFilter | null>(null);
  const { parameters, setFilter } = useFilters();
  const change = (opens: boolean) => {
    setChosen(null);
    onChange(opens);
  };
  return (
    <Popover opened={isOpen} onChange={change} position="bottom-start" shadow="md" trapFocus returnFocus width={260}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          radius="xl"
          leftSection={<PlusIcon />}
          onClick={() => change(!isOpen)}
        >
          {text('filters.filter')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={text('filters.add')}>
        {chosen === null ? (
          <FilterMenu given={parameters} onChoose={setChosen} />
        ) : (
          <FilterEditor
            given={{ filter: chosen, mode: modesOf(chosen)[0] ?? 'is', value: '' }}
            isNew
            names={names}
            onSet={(given) => {
              change(false);
              setFilter(given);
              returnTo.current?.focus();
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface FilterMenuProps {
  readonly given: Readonly<Record<string, string>>;
  readonly onChoose: (filter: LogFilter) => void;
}

function FilterMenu({ given, onChoose }: FilterMenuProps) {
  const text = useText();
  return (
    <ScrollArea.Autosize mah="60vh">
      {LOG_FILTERS.filter(({ name, input }) => input.kind !== 'words' && given[name] === undefined).map((filter) => (
        <NavLink
          key={filter.name}
          component="button"
          label={text(filter.label)}
          py={6}
          onClick={() => onChoose(filter)}
        />
      ))}
    </ScrollArea.Autosize>
  );
}
