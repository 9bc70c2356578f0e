/** The saved views in a dialog. */
import { Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useText } from '../language/language-context.ts';
import { ViewList } from './view-list.tsx';
import { viewsQuery } from './views-queries.ts';

interface ManageViewsProps {
  readonly projectId: string;
  readonly onClose: () => void;
}

export function ManageViews({ projectId, onClose }: ManageViewsProps) {
  const text = useText();
  const { data: views = [] } = useQuery(viewsQuery(projectId));
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('views.manageTitle')}
      size="lg"
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': text('views.close') }}
    >
      {views.length === 0 ? (
        <Text size="sm">{text('views.none')}</Text>
      ) : (
        <ViewList projectId={projectId} views={views} onOpen={onClose} />
      )}
    </Modal>
  );
}
