/** Above the list: how many chats, which filters, which zone. */
import { Button } from '@mantine/core';
import type { RefObject } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { mayReadContent } from '../api/session.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { givenFilters } from '../search/given-filters.ts';
import type { SearchTexts } from '../search/search-text.ts';
import { useSession } from '../session/session-context.ts';
import { TakeAwayButton } from '../take-away/take-away-button.tsx';
import { ViewsMenu } from '../views/views-menu.tsx';
import { AddFilter } from './add-filter.tsx';
import { AddressNotices } from './address-notices.tsx';
import { ColumnMenu } from './column-menu.tsx';
import classes from './filter-bar.module.css';
import { FilterChip } from './filter-chip.tsx';
import { SearchBox } from './search-box.tsx';
import { seenNames } from './seen-names.ts';
import type { useChatList } from './use-chat-list.ts';
import type { useColumns } from './use-columns.ts';
import { useFilters } from './use-filters.ts';
import type { RefusedParameter } from './use-usable-log.ts';
import type { Zones } from './use-zone.ts';
import { ZonePicker } from './zone-picker.tsx';

interface FilterBarProps {
  readonly log: LogQuery;
  readonly list: ReturnType<typeof useChatList>;
  readonly parameters: SearchTexts;
  readonly refused: readonly RefusedParameter[];
  readonly zones: Zones;
  readonly columns: ReturnType<typeof useColumns>;
  readonly isMenuOpen: boolean;
  readonly onMenuChange: (isOpen: boolean) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  /** Where the focus belongs when the menu is done. */
  readonly ref: RefObject<HTMLElement | null>;
}

export function FilterBar({ log, list, parameters, zones, columns, searchRef, ref, ...bar }: FilterBarProps) {
  const text = useText();
  const names = seenNames(list.rows.loaded, useFormats().compare);
  const { clearFilters } = useFilters();
  const session = useSession();
  const { q = '' } = parameters;
  // What the server refuses filters nothing.
  const given = givenFilters(log.parameters);
  const chips = given.filter(({ filter }) => filter.input.kind !== 'words');
  return (
    <div className={classes.bar}>
      <h2 className={classes.count} aria-live="polite">
        <CountText total={list.total} />
      </h2>
      <ViewsMenu log={log} zone={zones.projectZone} />
      <div className={classes.filters}>
        {mayReadContent(session) && <SearchBox key={q} value={q} ref={searchRef} returnTo={ref} />}
        {chips.map((one) => (
          <FilterChip key={`${one.filter.name} ${one.mode}`} given={one} names={names} log={log} zone={zones.zone} />
        ))}
        <AddFilter
          isOpen={bar.isMenuOpen}
          onChange={bar.onMenuChange}
          names={names}
          log={log}
          zone={zones.zone}
          returnTo={ref}
        />
        {given.length > 1 && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={clearFilters}>
            {text('filters.clear')}
          </Button>
        )}
      </div>
      {list.newChats > 0 && (
        <Button size="compact-sm" variant="default" onClick={list.showNewChats}>
          {text('chats.new', { count: list.newChats })}
        </Button>
      )}
      <TakeAwayButton log={log} total={list.total} />
      <ColumnMenu offered={columns.offered} names={columns.names} onChoose={columns.choose} />
      <ZonePicker {...zones} />
      <AddressNotices parameters={parameters} columns={columns.unknown} refused={bar.refused} />
    </div>
  );
}

function CountText({ total }: { readonly total: number | null }) {
  const text = useText();
  return total === null ? text('chats.title') : text('chats.count', { count: total });
}
