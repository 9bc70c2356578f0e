/** Renames and deletes a saved view. */
import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changeView, deleteView, type View } from '../api/views.ts';
import { fieldFailure } from '../frame/field-failure.tsx';
import { FormModal } from '../frame/form-modal.tsx';
import { useText } from '../language/language-context.ts';
import { useChange } from '../session/use-change.ts';
import { isConflict, ViewConflict } from './view-conflict.tsx';

export interface ViewFormProps {
  readonly projectId: string;
  readonly view: View;
  readonly onClose: () => void;
}

export function RenameViewForm({ projectId, view, onClose }: ViewFormProps) {
  const text = useText();
  const [name, setName] = useState(view.name);
  const renaming = useChange({
    send: () => changeView(projectId, view, { name }),
    outdates: ['views'],
    onDone: onClose,
  });
  if (isConflict(renaming.error)) {
    return <ViewConflict projectId={projectId} view={view} mine={{ name }} error={renaming.error} onClose={onClose} />;
  }
  return (
    <FormModal
      title={text('views.rename', { name: view.name })}
      submit={text('views.renameButton')}
      isPending={renaming.isPending}
      error={renaming.error}
      fields={['name']}
      onSubmit={renaming.mutate}
      onClose={onClose}
    >
      <TextInput
        label={text('views.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldFailure(renaming.error, 'name')}
        dir="auto"
        data-autofocus
      />
    </FormModal>
  );
}

export function DeleteViewForm({ projectId, view, onClose }: ViewFormProps) {
  const text = useText();
  const deleting = useChange({ send: () => deleteView(projectId, view), outdates: ['views'], onDone: onClose });
  return (
    <FormModal
      title={text('views.delete', { name: view.name })}
      submit={text('views.deleteButton')}
      isDangerous
      isPending={deleting.isPending}
      error={deleting.error}
      onSubmit={deleting.mutate}
      onClose={onClose}
    >
      <Text size="sm">{text.rich('views.deleteSure', { name: <bdi>{view.name}</bdi> })}</Text>
    </FormModal>
  );
}
