/** One filter as a part of a sentence: press it to change it, press its cross to remove it. */
import { CloseButton, Popover, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { LogFilter } from '../search/log-filters.ts';
import { dayText } from '../text/wall-times.ts';
import classes from './filter-bar.module.css';
import { FilterEditor } from './filter-editor.tsx';
import { namesFor, type SeenNames } from './seen-names.ts';
import { useFilters } from './use-filters.ts';

interface FilterChipProps {
  readonly filter: LogFilter;
  readonly value: string;
  readonly names: SeenNames;
}

export function FilterChip({ filter, value, names }: FilterChipProps) {
  const [isOpen, setOpen] = useState(false);
  const { setFilter } = useFilters();
  const text = valueText(filter, value, names);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
      <span className={classes.chip}>
        <Popover.Target>
          <UnstyledButton
            className={classes.value}
            aria-label={`Change the filter: ${filter.phrase} ${text}`}
            onClick={() => setOpen(!isOpen)}
          >
            {filter.phrase} <b dir="auto">{text}</b>
          </UnstyledButton>
        </Popover.Target>
        <CloseButton
          size="sm"
          radius="xl"
          aria-label={`Remove the filter: ${filter.phrase} ${text}`}
          onClick={() => setFilter(filter.name, null)}
        />
      </span>
      <Popover.Dropdown aria-label={filter.label}>
        <FilterEditor
          filter={filter}
          value={value}
          names={names}
          onSet={(next) => {
            setOpen(false);
            setFilter(filter.name, next);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function valueText({ name, input }: LogFilter, value: string, names: SeenNames): string {
  switch (input.kind) {
    case 'date':
      return dayText(value, 'short');
    case 'choice':
      return input.choices.find((choice) => choice.value === value)?.label ?? value;
    case 'id':
      if (value === '0' && input.noValue !== null) return input.noValue;
      return namesFor(name, names).find((choice) => choice.value === value)?.label ?? value;
    case 'text':
    case 'words':
      return value;
  }
}
