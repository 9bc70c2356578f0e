/** How the store is, as the server knows it without reading everything. */
import { Button, Code } from '@mantine/core';
import type { StoreHealth } from '@parley/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { projectsQuery } from '../chats/log-queries.ts';
import { Loaded } from '../frame/loaded.tsx';
import { Notice } from '../frame/notice.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { type DataColumn, DataTable } from './data-table.tsx';
import { healthState } from './health-state.ts';
import { Section } from './section.tsx';
import classes from './settings.module.css';
import { healthQuery } from './settings-queries.ts';

const COMMANDS = { doctor: 'parley doctor', backup: 'parley backup', mirror: 'parley mirror' };
const command = (words: string) => <Code dir="ltr">{words}</Code>;

export function HealthSection() {
  const text = useText();
  const formats = useFormats();
  const query = useQuery(healthQuery());
  return (
    <Section
      title={text('settings.health')}
      advice={text.rich('health.advice', { command: command(COMMANDS.doctor) })}
      action={
        <Button variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
          {text('health.again')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(health) => (
          <>
            <Verdict health={health} />
            <Facts health={health} />
            <Projects health={health} />
            <p className={classes.quiet}>
              {text.rich('health.elsewhere', { backup: command(COMMANDS.backup), mirror: command(COMMANDS.mirror) })}
            </p>
            <p className={classes.quiet}>{text('health.checked', { time: formats.moment(health.checkedAt) })}</p>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Verdict({ health }: { readonly health: StoreHealth }) {
  const text = useText();
  switch (healthState(health)) {
    case 'good':
      return (
        <Notice tone="good" title={text('health.good')}>
          {text('health.goodAdvice')}
        </Notice>
      );
    case 'busy':
      return (
        <Notice tone="warn" title={text('health.busy')}>
          {text('health.busyAdvice')}
        </Notice>
      );
    case 'damaged':
      return (
        <Notice tone="bad" title={text('health.damaged')}>
          {text.rich('health.damagedAdvice', { command: command(COMMANDS.doctor) })}
        </Notice>
      );
  }
}

function Facts({ health }: { readonly health: StoreHealth }) {
  const text = useText();
  const formats = useFormats();
  const { scrubDueSince, storeBytes, damagedCopies: mended, lostChats: lost } = health;
  return (
    <dl className={classes.facts}>
      <Fact label={text('health.size')}>
        {storeBytes === null ? text('health.sizeHidden') : formats.bytes(storeBytes)}
      </Fact>
      <Fact label={text('health.scrub')}>
        {scrubDueSince === null
          ? text('health.scrubNone')
          : text('health.scrubSince', { time: formats.moment(scrubDueSince) })}
      </Fact>
      <Fact label={text('health.damage')}>
        {mended + lost === 0 ? text('health.damageNone') : text('health.damageCount', { mended, lost })}
      </Fact>
      <Fact label={text('health.database')}>
        <bdi>{health.database}</bdi>
      </Fact>
      <Fact label={text('health.tables')}>{text('health.tablesVersion', { version: health.tablesVersion })}</Fact>
      <Fact label={text('health.version')}>{health.version}</Fact>
      <Fact label={text('health.node')}>{health.node}</Fact>
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type ProjectHealth = StoreHealth['projects'][number];

function Projects({ health }: { readonly health: StoreHealth }) {
  const text = useText();
  const formats = useFormats();
  const { data: projects = [] } = useQuery(projectsQuery());
  const nameOf = (id: number) => projects.find(({ projectid }) => projectid === id)?.name ?? String(id);
  const columns: readonly DataColumn<ProjectHealth>[] = [
    { id: 'name', label: text('settings.name'), cell: ({ projectid }) => <bdi>{nameOf(projectid)}</bdi> },
    { id: 'chats', label: text('projects.chats'), cell: ({ chatCount }) => formats.number(chatCount) },
    { id: 'index', label: text('health.unindexed'), cell: ({ unindexedChats }) => formats.number(unindexedChats) },
    { id: 'facts', label: text('health.unmeasured'), cell: (one) => formats.number(one.chatsWithoutFacts) },
  ];
  return (
    <DataTable
      label={text('settings.projects')}
      columns={columns}
      rows={health.projects}
      keyOf={({ projectid }) => String(projectid)}
    />
  );
}
