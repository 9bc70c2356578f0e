/** Two people changed the same view: who was faster, how it is now, and what can be done with the slower change. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure } from '../api/api-failure.ts';
import { changeView, type View } from '../api/views.ts';
import { FailureText } from '../frame/failure-text.tsx';
import { Notice } from '../frame/notice.tsx';
import { useText } from '../language/language-context.ts';
import { useChange } from '../session/use-change.ts';
import { SaveViewForm } from './save-view-form.tsx';
import { ViewFilters } from './view-filters.tsx';
import { viewsQuery } from './views-queries.ts';

export type Mine = Partial<Pick<View, 'name' | 'query'>>;

interface ConflictProps {
  readonly projectId: string;
  /** As it was read before. */
  readonly view: View;
  /** What was to change of it. */
  readonly mine: Mine;
  /** What the server said. */
  readonly error: Error;
  readonly onClose: () => void;
}

/** Whether somebody else has changed or deleted the view meanwhile. */
export function isConflict(error: Error | null): error is ApiFailure {
  return error instanceof ApiFailure && (error.status === 412 || error.status === 404);
}

export function ViewConflict({ projectId, view, mine, error, onClose }: ConflictProps) {
  const text = useText();
  const [isSavingNew, setSavingNew] = useState(false);
  const { data: views = [] } = useQuery(viewsQuery(projectId));
  const theirs = views.find(({ viewId }) => viewId === view.viewId);
  const replacing = useChange({
    send: (present: View) => changeView(projectId, present, mine),
    outdates: ['views'],
    onDone: onClose,
  });
  if (isSavingNew) {
    return (
      <SaveViewForm
        projectId={projectId}
        name={mine.name ?? view.name}
        query={mine.query ?? view.query}
        onClose={onClose}
      />
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('views.conflict')}
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': text('views.close') }}
    >
      <Stack gap="md">
        <Notice tone="warn" isAlert>
          <FailureText error={replacing.error ?? error} />
        </Notice>
        <Text size="sm">
          {theirs === undefined
            ? text('views.conflictGone')
            : text.rich('views.conflictSaved', {
                name: <bdi>{theirs.name}</bdi>,
                filters: <ViewFilters query={theirs.query} />,
              })}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text(theirs === undefined ? 'views.cancel' : 'views.takeTheirs')}
          </Button>
          <Button variant="default" onClick={() => setSavingNew(true)}>
            {text('views.saveAsNew')}
          </Button>
          {theirs !== undefined && (
            <Button loading={replacing.isPending} onClick={() => replacing.mutate(theirs)}>
              {text('views.takeMine')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
