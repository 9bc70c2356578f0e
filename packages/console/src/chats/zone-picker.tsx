/** Names the zone of all times, and changes it: that of the project, of the browser, UTC, or any other. */
import { Button, NavLink, Popover, Select, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useText } from '../language/language-context.ts';
import { isZone, knownZones, ownZone } from '../language/time-zones.ts';
import classes from './filter-bar.module.css';
import { useFilters } from './use-filters.ts';
import type { Zones } from './use-zone.ts';

const UTC = 'UTC';
const MOST_SHOWN = 30;

export function ZonePicker({ zone, projectZone }: Zones) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const { setParameter } = useFilters();
  if (zone === null) return <span className={classes.zone} />;
  const choose = (name: string) => {
    setOpen(false);
    setParameter('tz', name === projectZone ? null : name);
  };
  return (
    <span className={classes.zone}>
      <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" width={300} trapFocus returnFocus>
        <Popover.Target>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setOpen(!isOpen)}>
            <span>{text.rich('chats.zone', { zone: <bdi>{zone}</bdi> })}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown p="xs" aria-label={text('zone.choose')}>
          <ZoneChoices zone={zone} projectZone={projectZone} onChoose={choose} />
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}

interface ZoneChoicesProps {
  readonly zone: string;
  readonly projectZone: string | null;
  readonly onChoose: (zone: string) => void;
}

function ZoneChoices({ zone, projectZone, onChoose }: ZoneChoicesProps) {
  const text = useText();
  const [typed, setTyped] = useState('');
  const known = useMemo(knownZones, []);
  const usual = [
    { name: projectZone, label: text('zone.project') },
    { name: ownZone(), label: text('zone.browser') },
    { name: UTC, label: text('zone.utc') },
  ];
  return (
    <Stack gap={4}>
      {usual.map(({ name, label }) =>
        name === null ? null : (
          <NavLink
            key={label}
            component="button"
            label={label}
            description={<bdi>{name}</bdi>}
            active={name === zone}
            py={4}
            onClick={() => onChoose(name)}
          />
        ),
      )}
      <Select
        size="xs"
        label={text('zone.other')}
        placeholder={text('zone.search')}
        searchable
        limit={MOST_SHOWN}
        nothingFoundMessage={text('zone.none')}
        // Browsers list the old name of a zone and know the new one too.
        data={known.includes(typed) || !isZone(typed) ? known : [typed, ...known]}
        onSearchChange={setTyped}
        value={known.find((name) => name === zone) ?? null}
        comboboxProps={{ withinPortal: false }}
        onChange={(name) => name !== null && onChoose(name)}
      />
    </Stack>
  );
}
