/** The button that adds a filter: first which, then its value. */
import { Button, NavLink, Popover, ScrollArea } from '@mantine/core';
import { type RefObject, useState } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { PlusIcon } from '../frame/icons.tsx';
import { dayIn } from '../language/day-in-zone.ts';
import { useText } from '../language/language-context.ts';
import { modesOf } from '../search/given-filters.ts';
import { LOG_FILTERS, type LogFilter } from '../search/log-filters.ts';
import { PRESETS } from '../search/presets.ts';
import type { SearchTexts } from '../search/search-text.ts';
import classes from './filter-bar.module.css';
import { FilterEditor } from './filter-editor.tsx';
import type { SeenNames } from './seen-names.ts';
import { useFilters } from './use-filters.ts';

interface AddFilterProps {
  readonly isOpen: boolean;
  readonly onChange: (isOpen: boolean) => void;
  readonly names: SeenNames;
  readonly log: LogQuery;
  readonly zone: string | null;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function AddFilter({ isOpen, onChange, names, log, zone, returnTo }: AddFilterProps) {
  const text = useText();
  const [chosen, setChosen] = useState<LogFilter | null>(null);
  const { parameters, setFilter, setParameters } = useFilters();
  const change = (opens: boolean) => {
    setChosen(null);
    onChange(opens);
  };
  return (
    <Popover opened={isOpen} onChange={change} position="bottom-start" shadow="md" trapFocus returnFocus width={300}>
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
          <FilterMenu
            given={parameters}
            zone={zone}
            onChoose={setChosen}
            onPreset={(filters) => {
              change(false);
              setParameters({ ...parameters, ...filters });
              returnTo.current?.focus();
            }}
          />
        ) : (
          <FilterEditor
            given={{ filter: chosen, mode: modesOf(chosen)[0] ?? 'is', value: '' }}
            isNew
            names={names}
            log={log}
            zone={zone}
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
  readonly given: SearchTexts;
  readonly zone: string | null;
  readonly onChoose: (filter: LogFilter) => void;
  readonly onPreset: (filters: SearchTexts) => void;
}

function FilterMenu({ given, zone, onChoose, onPreset }: FilterMenuProps) {
  const text = useText();
  const today = dayIn(zone ?? 'UTC', new Date());
  return (
    <ScrollArea.Autosize mah="60vh">
      <div role="group" aria-label={text('presets.title')} className={classes.presets}>
        {PRESETS.map(({ label, filters }) => (
          <Button key={label} size="compact-xs" variant="default" radius="xl" onClick={() => onPreset(filters(today))}>
            {text(label)}
          </Button>
        ))}
      </div>
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
