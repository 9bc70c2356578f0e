/** Chooses the project. Filters go along only as far as they mean the same elsewhere: not at all. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { projectsQuery } from '../chats/log-queries.ts';
import { useText } from '../language/language-context.ts';
import classes from './frame.module.css';

export function ProjectPicker() {
  const text = useText();
  const { projectId } = useParams({ strict: false });
  const { data: projects = [] } = useQuery(projectsQuery());
  const navigate = useNavigate();
  if (projectId === undefined) return null;
  const choices = projects.map((project) => ({ value: String(project.projectid), label: project.name }));
  const isListed = choices.some(({ value }) => value === projectId);
  const open = (value: string | null) => {
    if (value === null || value === projectId) return;
    void navigate({ to: '/projects/$projectId/chats', params: { projectId: value }, search: {} });
  };
  return (
    <Select
      aria-label={text('frame.project')}
      className={classes.project}
      size="xs"
      data={
        isListed ? choices : [...choices, { value: projectId, label: text('frame.projectNumber', { id: projectId }) }]
      }
      value={projectId}
      onChange={open}
      allowDeselect={false}
      searchable={choices.length > 8}
      comboboxProps={{ shadow: 'md' }}
    />
  );
}
