/** The projects of the tenant, with their time zones. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Project } from '../api/projects.ts';
import { projectsQuery } from '../chats/log-queries.ts';
import { Loaded } from '../frame/loaded.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { type DataColumn, DataTable } from './data-table.tsx';
import { AddProjectForm, TimeZoneForm } from './project-forms.tsx';
import { Empty, Section } from './section.tsx';

type Dialog = { readonly kind: 'add' } | { readonly kind: 'zone'; readonly project: Project } | null;

export function ProjectsSection() {
  const text = useText();
  const query = useQuery(projectsQuery());
  const [dialog, setDialog] = useState<Dialog>(null);
  const columns = useColumns((project) => setDialog({ kind: 'zone', project }));
  const close = () => setDialog(null);
  return (
    <Section
      title={text('settings.projects')}
      advice={text('projects.advice')}
      action={<Button onClick={() => setDialog({ kind: 'add' })}>{text('projects.add')}</Button>}
    >
      <Loaded query={query}>
        {(projects) =>
          projects.length === 0 ? (
            <Empty title={text('projects.emptyTitle')} advice={text('projects.empty')} />
          ) : (
            <DataTable
              label={text('settings.projects')}
              columns={columns}
              rows={projects}
              keyOf={({ projectid }) => String(projectid)}
            />
          )
        }
      </Loaded>
      {dialog?.kind === 'add' && <AddProjectForm onClose={close} />}
      {dialog?.kind === 'zone' && <TimeZoneForm project={dialog.project} onClose={close} />}
    </Section>
  );
}

function useColumns(onChangeZone: (project: Project) => void): readonly DataColumn<Project>[] {
  const text = useText();
  const formats = useFormats();
  return [
    {
      id: 'name',
      label: text('settings.name'),
      cell: ({ projectid, name }) => (
        <Link to="/projects/$projectId/chats" params={{ projectId: String(projectid) }} search={{}} dir="auto">
          {name}
        </Link>
      ),
    },
    { id: 'number', label: text('projects.number'), cell: ({ projectid }) => projectid },
    { id: 'chats', label: text('projects.chats'), cell: ({ chatCount }) => formats.number(chatCount) },
    { id: 'zone', label: text('projects.zone'), cell: ({ timeZone }) => <bdi>{timeZone}</bdi> },
    {
      id: 'actions',
      label: text('settings.actions'),
      isActions: true,
      cell: (project) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${text('projects.changeZone')}: ${project.name}`}
          onClick={() => onChangeZone(project)}
        >
          {text('projects.changeZone')}
        </Button>
      ),
    },
  ];
}
