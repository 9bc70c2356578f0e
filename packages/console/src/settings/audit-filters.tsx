/** Narrows the audit log: by whom, what, where and when. */
import { Button, type ComboboxData, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { AuditQuery } from '../api/audit.ts';
import { projectsQuery } from '../chats/log-queries.ts';
import { useText } from '../language/language-context.ts';
import { ownZone } from '../language/time-zones.ts';
import { keyActor, OPERATOR, personActor } from './audit-line.ts';
import { ACTION_GROUPS } from './audit-texts.ts';
import { dayBefore, dayFrom, endOfDay, startOfDay } from './day-bounds.ts';
import classes from './settings.module.css';
import { keysQuery, peopleQuery } from './settings-queries.ts';

export function AuditFilters({ asks }: { readonly asks: AuditQuery }) {
  const text = useText();
  const navigate = useNavigate();
  const show = (search: AuditQuery) =>
    void navigate({ to: '/settings/$part', params: { part: 'audit' }, search, replace: true });
  const set = (name: keyof AuditQuery, value: string | null) => {
    const { [name]: _, ...others } = asks;
    show(value === null ? others : { ...others, [name]: value });
  };
  const actors = useActors(asks.actor);
  const projects = useProjects();
  const groups = ACTION_GROUPS.map(({ label, texts }) => ({
    group: text(label),
    items: Object.entries(texts).map(([value, id]) => ({ value, label: text(id) })),
  }));
  return (
    <section className={classes.filters} aria-label={text('audit.filters')}>
      <Choice
        label={text('audit.who')}
        all={text('audit.anybody')}
        data={actors}
        value={asks.actor}
        onSet={(value) => set('actor', value)}
      />
      <Choice
        label={text('audit.what')}
        all={text('audit.anything')}
        data={groups}
        value={asks.action}
        onSet={(value) => set('action', value)}
      />
      <Choice
        label={text('audit.where')}
        all={text('audit.anyProject')}
        data={projects}
        value={asks.projectid}
        onSet={(value) => set('projectid', value)}
      />
      <Days asks={asks} onSet={set} />
      {Object.keys(asks).length > 0 && (
        <Button variant="subtle" onClick={() => show({})}>
          {text('filters.removeAll')}
        </Button>
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** Says what is shown when nothing is chosen. */
  readonly all: string;
  readonly data: ComboboxData;
  readonly value: string | undefined;
  readonly onSet: (value: string | null) => void;
}
interface Option {
  readonly value: string;
  readonly label: string;
}

function Choice({ label, all, data, value, onSet }: ChoiceProps) {
  return (
    <Select
      label={label}
      placeholder={all}
      data={data}
      value={value ?? null}
      onChange={onSet}
      searchable
      clearable
      size="sm"
      dir="auto"
    />
  );
}

interface DaysProps {
  readonly asks: AuditQuery;
  readonly onSet: (name: 'from' | 'to', value: string | null) => void;
}

/** Whole days, by the clock of whoever looks. */
function Days({ asks: { from = '', to = '' }, onSet }: DaysProps) {
  const text = useText();
  const zone = ownZone();
  return (
    <>
      <TextInput
        type="date"
        label={text('audit.from')}
        value={dayFrom(from, zone)}
        onChange={(event) => onSet('from', startOfDay(event.currentTarget.value, zone))}
      />
      <TextInput
        type="date"
        label={text('audit.to')}
        value={dayBefore(to, zone)}
        onChange={(event) => onSet('to', endOfDay(event.currentTarget.value, zone))}
      />
    </>
  );
}

/** People and keys as the audit log spells them. `given` stays a choice, whoever it was. */
function useActors(given: string | undefined): Option[] {
  const text = useText();
  const { data: people = [] } = useQuery(peopleQuery());
  const { data: keys = [] } = useQuery(keysQuery());
  const known = [
    ...people.map(({ login, name }) => ({ value: personActor(login), label: `${name} (${login})` })),
    ...keys.map(({ prefix, name }) => ({ value: keyActor(prefix), label: `${name} (${prefix}…)` })),
    { value: OPERATOR, label: text('audit.operator') },
  ];
  if (given === undefined || known.some(({ value }) => value === given)) return known;
  return [...known, { value: given, label: given }];
}

function useProjects(): Option[] {
  const { data: projects = [] } = useQuery(projectsQuery());
  return projects.map(({ projectid, name }) => ({ value: String(projectid), label: `${name} (${projectid})` }));
}
