/** Saves filters under a name. */
import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { mayReadContent } from '../api/session.ts';
import { saveView, type View } from '../api/views.ts';
import { fieldFailure } from '../frame/field-failure.tsx';
import { FormModal } from '../frame/form-modal.tsx';
import { useText } from '../language/language-context.ts';
import { useSession } from '../session/session-context.ts';
import { useChange } from '../session/use-change.ts';
import { ViewFilters } from './view-filters.tsx';

interface SaveViewProps {
  readonly projectId: string;
  readonly query: string;
  /** What the name begins with. */
  readonly name?: string;
  readonly onClose: () => void;
  readonly onSaved?: (view: View) => void;
}

const [OWN, SHARED] = ['own', 'shared'];

export function SaveViewForm({ projectId, query, name: first = '', onClose, onSaved }: SaveViewProps) {
  const text = useText();
  const session = useSession();
  const [name, setName] = useState(first);
  const [whose, setWhose] = useState(OWN);
  const saving = useChange({
    send: () => saveView(projectId, { name, query, isShared: whose === SHARED }),
    outdates: ['views'],
    onDone: (view) => {
      onSaved?.(view);
      onClose();
    },
  });
  return (
    <FormModal
      title={text('views.saveTitle')}
      submit={text('views.saveButton')}
      isPending={saving.isPending}
      error={saving.error}
      fields={['name']}
      onSubmit={saving.mutate}
      onClose={onClose}
    >
      <TextInput
        label={text('views.name')}
        description={text('views.nameHint')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldFailure(saving.error, 'name')}
        dir="auto"
        data-autofocus
      />
      {mayReadContent(session) && (
        <Radio.Group label={text('views.whose')} value={whose} onChange={setWhose}>
          <Stack gap="xs" mt="xs">
            <Radio value={OWN} label={text('views.whoseOwn')} />
            <Radio value={SHARED} label={text('views.whoseShared')} />
          </Stack>
        </Radio.Group>
      )}
      <div>
        <Text size="sm" fw={500}>
          {text('views.filters')}
        </Text>
        <Text size="sm">
          <ViewFilters query={query} />
        </Text>
      </div>
    </FormModal>
  );
}
