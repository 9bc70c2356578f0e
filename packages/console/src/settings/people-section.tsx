/** The people of the tenant: what each may do and see, and how they sign in. */
import { ActionIcon, Badge, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Person, PersonLink } from '../api/administration.ts';
import { projectsQuery } from '../chats/log-queries.ts';
import { MoreIcon } from '../frame/icons.tsx';
import { Loaded } from '../frame/loaded.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { useSession } from '../session/session-context.ts';
import { SessionsDialog } from '../session/sessions-dialog.tsx';
import { type DataColumn, DataTable } from './data-table.tsx';
import { LimitsText } from './limits-text.tsx';
import { AddPersonForm, ChangePersonForm } from './person-forms.tsx';
import { EnablingForm, LinkForm } from './person-sign-in.tsx';
import { ROLE_NAMES } from './scope-texts.ts';
import { Section } from './section.tsx';
import classes from './settings.module.css';
import { peopleQuery } from './settings-queries.ts';
import { ShownOnce } from './shown-once.tsx';

type OfPerson = 'change' | 'link' | 'sessions' | 'enabling';
type Dialog =
  | { readonly kind: 'add' }
  | { readonly kind: OfPerson; readonly person: Person }
  | { readonly kind: 'made'; readonly link: PersonLink }
  | null;

export function PeopleSection() {
  const text = useText();
  const query = useQuery(peopleQuery());
  const [dialog, setDialog] = useState<Dialog>(null);
  const columns = useColumns((kind, person) => setDialog({ kind, person }));
  return (
    <Section
      title={text('settings.people')}
      advice={text('people.advice')}
      action={<Button onClick={() => setDialog({ kind: 'add' })}>{text('people.add')}</Button>}
    >
      <Loaded query={query}>
        {(people) => (
          <DataTable
            label={text('settings.people')}
            columns={columns}
            rows={people}
            keyOf={({ login }) => login}
            isQuiet={({ disabledAt }) => disabledAt !== null}
          />
        )}
      </Loaded>
      <PersonDialog dialog={dialog} onChange={setDialog} />
    </Section>
  );
}

function PersonDialog({ dialog, onChange }: { readonly dialog: Dialog; readonly onChange: (dialog: Dialog) => void }) {
  const text = useText();
  const formats = useFormats();
  const onClose = () => onChange(null);
  const onMade = (link: PersonLink) => onChange({ kind: 'made', link });
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'add':
      return <AddPersonForm onClose={onClose} onMade={onMade} />;
    case 'change':
      return <ChangePersonForm person={dialog.person} onClose={onClose} />;
    case 'link':
      return <LinkForm person={dialog.person} onClose={onClose} onMade={onMade} />;
    case 'sessions':
      return <SessionsDialog person={dialog.person} onClose={onClose} />;
    case 'enabling':
      return <EnablingForm person={dialog.person} onClose={onClose} />;
    case 'made':
      return (
        <ShownOnce
          title={text('people.linkMade', { name: dialog.link.login })}
          advice={text('people.linkMadeAdvice', { time: formats.moment(dialog.link.expiresAt) })}
          secret={dialog.link.link}
          onClose={onClose}
        />
      );
  }
}

function useColumns(onAct: (kind: OfPerson, person: Person) => void): readonly DataColumn<Person>[] {
  const text = useText();
  const { login: own } = useSession();
  const { data: projects = [] } = useQuery(projectsQuery());
  return [
    {
      id: 'name',
      label: text('settings.name'),
      cell: ({ name, login }) => (
        <>
          <bdi>{name}</bdi>
          {login === own && (
            <Badge size="xs" variant="default" ms={6}>
              {text('people.you')}
            </Badge>
          )}
          <span className={classes.under}>
            <bdi>{login}</bdi>
          </span>
        </>
      ),
    },
    { id: 'role', label: text('access.role'), cell: ({ role }) => text(ROLE_NAMES[role]) },
    { id: 'projects', label: text('access.projects'), cell: (one) => <LimitsText limits={one} projects={projects} /> },
    {
      id: 'signs-in',
      label: text('people.signIn'),
      cell: ({ disabledAt, hasPassword }) =>
        text(disabledAt !== null ? 'people.mayNot' : hasPassword ? 'people.byPassword' : 'people.byLink'),
    },
    {
      id: 'actions',
      label: text('settings.actions'),
      isActions: true,
      cell: (person) => <PersonActions person={person} onAct={onAct} />,
    },
  ];
}

interface PersonActionsProps {
  readonly person: Person;
  readonly onAct: (kind: OfPerson, person: Person) => void;
}

function PersonActions({ person, onAct }: PersonActionsProps) {
  const text = useText();
  const isDisabled = person.disabledAt !== null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${text('people.change')}: ${person.name}`}
        onClick={() => onAct('change', person)}
      >
        {text('people.change')}
      </Button>
      <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" ms={4} aria-label={text('people.actionsOf', { name: person.name })}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={isDisabled} onClick={() => onAct('link', person)}>
            {text('people.link')}
          </Menu.Item>
          <Menu.Item onClick={() => onAct('sessions', person)}>{text('people.sessions')}</Menu.Item>
          <Menu.Item {...(isDisabled ? {} : { color: 'red' })} onClick={() => onAct('enabling', person)}>
            {text(isDisabled ? 'people.enable' : 'people.disable')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
