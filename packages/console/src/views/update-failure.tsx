/** Filters that could not be put into a view: because somebody was faster, or for any other reason. */
import { Modal } from '@mantine/core';
import type { View } from '../api/views.ts';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { useText } from '../language/language-context.ts';
import { isConflict, ViewConflict } from './view-conflict.tsx';

interface UpdateFailureProps {
  readonly projectId: string;
  readonly view: View;
  readonly query: string;
  readonly error: Error;
  readonly onClose: () => void;
}

export function UpdateFailure({ projectId, view, query, error, onClose }: UpdateFailureProps) {
  const text = useText();
  if (isConflict(error)) {
    return <ViewConflict projectId={projectId} view={view} mine={{ query }} error={error} onClose={onClose} />;
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={view.name}
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': text('views.close') }}
    >
      <FailureNotice error={error} onRetry={onClose} />
    </Modal>
  );
}
