/** One filter as a part of a sentence: press it to change it, press its cross to remove it. */
import { CloseButton, Popover, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { type LanguageState, useLanguage } from '../language/language-context.ts';
import { wallOf } from '../language/zoned-time.ts';
import type { GivenFilter } from '../search/given-filters.ts';
import classes from './filter-bar.module.css';
import { FilterEditor } from './filter-editor.tsx';
import { namesFor, type SeenNames } from './seen-names.ts';
import { useFilters } from './use-filters.ts';

interface FilterChipProps {
  readonly given: GivenFilter;
  readonly names: SeenNames;
  readonly log: LogQuery;
  readonly zone: string | null;
}

export function FilterChip({ given, names, log, zone }: FilterChipProps) {
  const [isOpen, setOpen] = useState(false);
  const { setFilter, removeFilter } = useFilters();
  const language = useLanguage();
  const { text } = language;
  const { filter, mode } = given;
  const shown = valueText(given, { names, language, zone });
  const sentence = chipText(given, shown, language);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
      <span className={classes.chip}>
        <Popover.Target>
          <UnstyledButton
            className={classes.value}
            aria-label={text('filters.change', { filter: sentence })}
            onClick={() => setOpen(!isOpen)}
          >
            {mode === 'is' && filter.sentence !== null ? (
              text.rich(filter.sentence, { value: <b dir="auto">{shown}</b> })
            ) : (
              <b dir="auto">{sentence}</b>
            )}
          </UnstyledButton>
        </Popover.Target>
        <CloseButton
          size="sm"
          radius="xl"
          aria-label={text('filters.remove', { filter: sentence })}
          onClick={() => removeFilter(given)}
        />
      </span>
      <Popover.Dropdown aria-label={text(filter.label)}>
        <FilterEditor
          given={given}
          isNew={false}
          names={names}
          log={log}
          zone={zone}
          onSet={(next) => {
            setOpen(false);
            setFilter(next, given);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface ValueContext {
  readonly names: SeenNames;
  readonly language: LanguageState;
  readonly zone: string | null;
}

/** The filter as its chip says it. */
export function filterText(given: GivenFilter, context: ValueContext): string {
  return chipText(given, valueText(given, context), context.language);
}

function chipText({ filter, mode }: GivenFilter, value: string, { text }: LanguageState): string {
  const label = text(filter.label);
  switch (mode) {
    case 'is':
      return filter.sentence === null ? `${label}: ${value}` : text(filter.sentence, { value });
    case 'atLeast':
      return text('filters.atLeast', { filter: label, value });
    case 'atMost':
      return text('filters.atMost', { filter: label, value });
    case 'isNot':
      return text('filters.isNot', { filter: label, value });
    case 'has':
      return text('filters.has', { filter: label });
    case 'hasNone':
      return text('filters.hasNone', { filter: label });
  }
}

function valueText({ filter: { name, input }, value }: GivenFilter, { names, language, zone }: ValueContext): string {
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
    case 'number':
      if (!/^\d{1,15}$/.test(value)) return value;
      return input.unit === 'seconds' ? formats.duration(Number(value)) : formats.number(Number(value));
    case 'weekdayHour': {
      const [day, hour] = value.split('-');
      return /^[1-7]-\d\d$/.test(value) ? `${formats.weekday(Number(day) - 1)} ${hour}:00` : value;
    }
    case 'instant': {
      const wall = zone === null ? '' : wallOf(value, zone);
      return wall === '' ? value : `${formats.day(wall.slice(0, 10), 'short')} ${wall.slice(11)}`;
    }
    case 'text':
    case 'words':
      return value;
  }
}
