/** Above the list: how many chats, which filters, which zone. */
import { Button, CloseButton } from '@mantine/core';
import type { RefObject } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { mayReadContent } from '../api/session.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { givenFilters } from '../search/given-filters.ts';
import { unknownParameters } from '../search/known-parameters.ts';
import type { SearchTexts } from '../search/search-text.ts';
import { useSession } from '../session/session-context.ts';
import { TakeAwayButton } from '../take-away/take-away-button.tsx';
import { AddFilter } from './add-filter.tsx';
import classes from './filter-bar.module.css';
import { FilterChip } from './filter-chip.tsx';
import { SearchBox } from './search-box.tsx';
import { seenNames } from './seen-names.ts';
import type { useChatList } from './use-chat-list.ts';
import { useFilters } from './use-filters.ts';

interface FilterBarProps {
  readonly log: LogQuery;
  readonly list: ReturnType<typeof useChatList>;
  readonly parameters: SearchTexts;
  readonly isMenuOpen: boolean;
  readonly onMenuChange: (isOpen: boolean) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  /** Where the focus belongs when the menu is done. */
  readonly ref: RefObject<HTMLElement | null>;
}

export function FilterBar({ log, list, parameters, isMenuOpen, onMenuChange, searchRef, ref }: FilterBarProps) {
  const text = useText();
  const names = seenNames(list.chats, useFormats().compare);
  const { clearFilters } = useFilters();
  const session = useSession();
  const { q = '' } = parameters;
  const given = givenFilters(parameters);
  const chips = given.filter(({ filter }) => filter.input.kind !== 'words');
  return (
    <div className={classes.bar}>
      <h2 className={classes.count} aria-live="polite">
        <CountText total={list.total} />
      </h2>
      <div className={classes.filters}>
        {mayReadContent(session) && <SearchBox key={q} value={q} ref={searchRef} returnTo={ref} />}
        {chips.map((one) => (
          <FilterChip key={`${one.filter.name} ${one.mode}`} given={one} names={names} />
        ))}
        <AddFilter isOpen={isMenuOpen} onChange={onMenuChange} names={names} returnTo={ref} />
        {given.length > 1 && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={clearFilters}>
            {text('filters.clear')}
          </Button>
        )}
      </div>
      {list.newChats > 0 && (
        <Button size="compact-sm" variant="light" onClick={list.showNewChats}>
          {text('chats.new', { count: list.newChats })}
        </Button>
      )}
      <TakeAwayButton log={log} total={list.total} />
      <span className={classes.zone}>
        {list.zone !== null && text.rich('chats.zone', { zone: <bdi>{list.zone}</bdi> })}
      </span>
      <UnknownNotice parameters={parameters} />
    </div>
  );
}

function CountText({ total }: { readonly total: number | null }) {
  const text = useText();
  return total === null ? text('chats.title') : text('chats.count', { count: total });
}

/** A link may come from a newer version or from a typing error. */
function UnknownNotice({ parameters }: { readonly parameters: SearchTexts }) {
  const text = useText();
  const formats = useFormats();
  const { dropParameters } = useFilters();
  const names = unknownParameters(parameters);
  if (names.length === 0) return null;
  return (
    <output className={classes.unknown}>
      <span>{text.rich('filters.unknown', { names: <bdi>{formats.list(names)}</bdi> })}</span>
      <CloseButton size="xs" aria-label={text('filters.dropUnknown')} onClick={() => dropParameters(names)} />
    </output>
  );
}
