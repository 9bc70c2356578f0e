/** Who read, removed and administered what. What is asked for stands in the address, by the names of the API. */
import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AuditLine, AuditQuery } from '../api/audit.ts';
import { filterText } from '../chats/filter-chip.tsx';
import { projectsQuery } from '../chats/log-queries.ts';
import { seenNames } from '../chats/seen-names.ts';
import { Loaded } from '../frame/loaded.tsx';
import { useFormats, useLanguage, useText } from '../language/language-context.ts';
import { givenFilters } from '../search/given-filters.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { AuditFilters } from './audit-filters.tsx';
import { chatOf, listOf, OPERATOR, personActor, usedFilters } from './audit-line.ts';
import { ACTION_TEXTS } from './audit-texts.ts';
import { type DataColumn, DataTable } from './data-table.tsx';
import { Empty, Section } from './section.tsx';
import classes from './settings.module.css';
import { auditQuery, peopleQuery } from './settings-queries.ts';

/** With its place in the log, from the newest. */
interface PlacedLine extends AuditLine {
  readonly place: number;
}

export function AuditSection() {
  const text = useText();
  const { actor, action, projectid, from, to } = useSearchTexts();
  const asked = Object.entries({ actor, action, projectid, from, to }).filter(([, value]) => value !== undefined);
  const asks: AuditQuery = Object.fromEntries(asked);
  const query = useInfiniteQuery(auditQuery(asks));
  const columns = useColumns();
  return (
    <Section
      title={text('settings.audit')}
      advice={text('audit.advice')}
      action={
        <Button variant="default" loading={query.isRefetching} onClick={() => void query.refetch()}>
          {text('health.again')}
        </Button>
      }
    >
      <AuditFilters asks={asks} />
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ lines }) => lines).map((line, place): PlacedLine => ({ ...line, place }));
          if (rows.length === 0) return <Empty title={text('audit.emptyTitle')} advice={text('audit.empty')} />;
          return (
            <DataTable
              label={text('settings.audit')}
              columns={columns}
              rows={rows}
              keyOf={({ place }) => String(place)}
            />
          );
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button mt="md" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('audit.more')}
        </Button>
      )}
    </Section>
  );
}

function useColumns(): readonly DataColumn<PlacedLine>[] {
  const text = useText();
  const formats = useFormats();
  return [
    { id: 'at', label: text('audit.when'), cell: ({ at }) => <time dateTime={at}>{formats.moment(at)}</time> },
    { id: 'actor', label: text('audit.who'), cell: ({ actor }) => <Actor actor={actor} /> },
    { id: 'action', label: text('audit.what'), cell: (line) => <Deed line={line} /> },
    { id: 'filters', label: text('audit.filters'), cell: (line) => <Filters line={line} /> },
    { id: 'rows', label: text('audit.chats'), cell: (line) => <Chats line={line} /> },
  ];
}

/** Under the name that they have now; `user anna` as the log has it stays below. */
function Actor({ actor }: { readonly actor: string }) {
  const text = useText();
  const { data: people = [] } = useQuery(peopleQuery());
  if (actor === OPERATOR) return text('audit.operator');
  const person = people.find(({ login }) => actor === personActor(login));
  if (person === undefined) return <bdi>{actor}</bdi>;
  return (
    <>
      <bdi>{person.name}</bdi>
      <span className={classes.under}>
        <bdi>{actor}</bdi>
      </span>
    </>
  );
}

function Deed({ line }: { readonly line: AuditLine }) {
  const text = useText();
  const { data: projects = [] } = useQuery(projectsQuery());
  const { action, format, projectid, target, reason } = line;
  const project = projects.find((one) => one.projectid === projectid)?.name ?? projectid;
  return (
    <>
      {text(ACTION_TEXTS[action])}
      {format !== null && ` (${format})`}
      {target !== null && (
        <span className={classes.under}>
          <Target line={line} target={target} />
        </span>
      )}
      {project !== null && (
        <span className={classes.under}>
          <bdi>{project}</bdi>
        </span>
      )}
      {reason !== null && (
        <span className={classes.under}>{text.rich('audit.reason', { reason: <bdi>{reason}</bdi> })}</span>
      )}
    </>
  );
}

function Target({ line, target }: { readonly line: AuditLine; readonly target: string }) {
  const chat = chatOf(line);
  if (chat === null) return <bdi>{target}</bdi>;
  return (
    <Link to="/projects/$projectId/chats/$chatId" params={chat} search={{}}>
      <bdi>{target}</bdi>
    </Link>
  );
}

function Filters({ line }: { readonly line: AuditLine }) {
  const language = useLanguage();
  const { text, formats } = language;
  if (line.requests === null || line.target !== null) return '–';
  const used = usedFilters(line);
  if (used === null) return text('audit.mixed');
  const names = seenNames([], formats.compare);
  const words = [
    ...givenFilters(used.kept).map((given) => filterText(given, { names, language, zone: null })),
    ...used.hidden.map((one) => text('audit.hidden', { filter: typeof one === 'string' ? one : text(one.label) })),
  ];
  return words.length === 0 ? text('views.noFilters') : <bdi>{formats.list(words)}</bdi>;
}

function Chats({ line }: { readonly line: AuditLine }) {
  const text = useText();
  const formats = useFormats();
  const { rows, requests } = line;
  if (rows === null) return '–';
  const list = listOf(line);
  const count = formats.number(rows);
  return (
    <>
      {list === null ? (
        <span className={classes.number}>{count}</span>
      ) : (
        <Link
          to="/projects/$projectId/chats"
          params={{ projectId: list.projectId }}
          search={list.search}
          className={classes.number}
          aria-label={text('audit.showChats', { count })}
        >
          {count}
        </Link>
      )}
      {requests !== null && requests > 1 && (
        <span className={classes.under}>{text('audit.requests', { count: requests })}</span>
      )}
    </>
  );
}
