/** One filter as a part of a sentence: press it to change it, press its cross to remove it. */
import { CloseButton, Popover, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { type LanguageState, useLanguage } from '../language/language-context.ts';
import type { LogFilter } from '../search/log-filters.ts';
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
  const language = useLanguage();
  const { text } = language;
  const shown = valueText(filter, value, { names, language });
  const sentence = text(filter.sentence, { value: shown });
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
      <span className={classes.chip}>
        <Popover.Target>
          <UnstyledButton
            className={classes.value}
            aria-label={text('filters.change', { filter: sentence })}
            onClick={() => setOpen(!isOpen)}
          >
            {text.rich(filter.sentence, { value: <b dir="auto">{shown}</b> })}
          </UnstyledButton>
        </Popover.Target>
        <CloseButton
          size="sm"
          radius="xl"
          aria-label={text('filters.remove', { filter: sentence })}
          onClick={() => setFilter(filter.name, null)}
        />
      </span>
      <Popover.Dropdown aria-label={text(filter.label)}>
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

interface ValueContext {
  readonly names: SeenNames;
  readonly language: LanguageState;
}

function valueText({ name, input }: LogFilter, value: string, { names, language }: ValueContext): string {
  const { text, formats } = language;
  switch (input.kind) {
    case 'date':
      return formats.day(value, 'short');
    case 'choice': {
      const chosen = input.choices.find((choice) => choice.value === value);
      return chosen === undefined ? value : text(chosen.label);
    }
    case 'id':
      if (value === '0' && input.noValue !== null) return text(input.noValue.label);
      return namesFor(name, names).find((choice) => choice.value === value)?.label ?? value;
    case 'text':
    case 'words':
      return value;
  }
}
