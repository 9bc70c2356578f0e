/** The settings of a tenant, for administrators: a part at a time, each with an address of its own. */
import { Center, Stack, Text, Title } from '@mantine/core';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { mayAdminister } from '../api/session.ts';
import { NotFoundPage } from '../frame/not-found-page.tsx';
import type { PlainTextId } from '../language/catalogue.ts';
import { useText } from '../language/language-context.ts';
import { useSession } from '../session/session-context.ts';
import { AuditSection } from './audit-section.tsx';
import { HealthSection } from './health-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { ProjectsSection } from './projects-section.tsx';
import classes from './settings.module.css';
import { ViewsSection } from './views-section.tsx';

interface Part {
  /** As in the address. */
  readonly id: string;
  readonly label: PlainTextId;
  readonly content: () => ReactNode;
}

const PARTS: readonly Part[] = [
  { id: 'projects', label: 'settings.projects', content: () => <ProjectsSection /> },
  { id: 'keys', label: 'settings.keys', content: () => <KeysSection /> },
  { id: 'people', label: 'settings.people', content: () => <PeopleSection /> },
  { id: 'views', label: 'settings.views', content: () => <ViewsSection /> },
  { id: 'audit', label: 'settings.audit', content: () => <AuditSection /> },
  { id: 'health', label: 'settings.health', content: () => <HealthSection /> },
];

export function SettingsPage() {
  const text = useText();
  const session = useSession();
  const { part: id } = useParams({ strict: false });
  if (!mayAdminister(session)) return <NotYours tenant={session.tenant} />;
  if (id === undefined) return <Navigate to="/settings/$part" params={{ part: 'projects' }} search={{}} replace />;
  const part = PARTS.find((one) => one.id === id);
  if (part === undefined) return <NotFoundPage />;
  return (
    <main className={classes.page}>
      <div className={classes.side}>
        <h1>{text('settings.title')}</h1>
        <nav className={classes.links} aria-label={text('settings.sections')}>
          {PARTS.map((one) => (
            <Link key={one.id} to="/settings/$part" params={{ part: one.id }} search={{}} className={classes.link}>
              {text(one.label)}
            </Link>
          ))}
        </nav>
      </div>
      {part.content()}
    </main>
  );
}

function NotYours({ tenant }: { readonly tenant: string }) {
  const text = useText();
  return (
    <Center component="main" p="xl">
      <Stack align="center" gap="xs">
        <Title order={1} size="h3">
          {text('settings.notYours')}
        </Title>
        <Text ta="center">
          {text.rich('settings.notYoursAdvice', {
            tenant: <bdi>{tenant}</bdi>,
            link: (words) => (
              <Link to="/" search={{}}>
                {words}
              </Link>
            ),
          })}
        </Text>
      </Stack>
    </Center>
  );
}
