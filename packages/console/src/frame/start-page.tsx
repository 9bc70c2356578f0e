/** The page at `/`: leads to a project, or says that there is none. */
import { Center, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { projectsQuery } from '../chats/log-queries.ts';
import { useText } from '../language/language-context.ts';
import { FailureNotice } from './failure-notice.tsx';
import { recalledProject } from './recall-project.ts';

export function StartPage() {
  const text = useText();
  const { data: projects, error, refetch } = useQuery(projectsQuery());
  if (projects === undefined) {
    return (
      <Center component="main" p="xl">
        {error === null ? (
          <Loader aria-label={text('frame.loading')} />
        ) : (
          <FailureNotice error={error} onRetry={() => void refetch()} />
        )}
      </Center>
    );
  }
  const recalled = recalledProject();
  const chosen = projects.find(({ projectid }) => String(projectid) === recalled) ?? projects[0];
  if (chosen === undefined) {
    return (
      <Center component="main" p="xl">
        <Text>{text('frame.noProject')}</Text>
      </Center>
    );
  }
  return (
    <Navigate to="/projects/$projectId/chats" params={{ projectId: String(chosen.projectid) }} search={{}} replace />
  );
}
