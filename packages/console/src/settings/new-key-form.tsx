/** Makes an API key. */
import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ApiKeyRequest, type MadeKey, makeKey } from '../api/administration.ts';
import { fieldFailure } from '../frame/field-failure.tsx';
import { FormModal } from '../frame/form-modal.tsx';
import { useText } from '../language/language-context.ts';
import { useChange } from '../session/use-change.ts';
import { EVERYTHING, limitsOf } from './access-draft.ts';
import { AccessFields } from './access-fields.tsx';
import { OwnPasswordField, ownPasswordOf } from './own-password-field.tsx';
import { SCOPE_TEXTS } from './scope-texts.ts';

interface NewKeyFormProps {
  readonly onClose: () => void;
  readonly onMade: (made: MadeKey) => void;
}

const DAY_MS = 86_400_000;
const NEVER = '0';
const USUAL_DAYS = [30, 90, 365] as const;

type ScopeName = ApiKeyRequest['scopes'][number];
const SCOPES = Object.keys(SCOPE_TEXTS) as readonly ScopeName[];

export function NewKeyForm({ onClose, onMade }: NewKeyFormProps) {
  const text = useText();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>(['chats:read']);
  const [access, setAccess] = useState(EVERYTHING);
  const [days, setDays] = useState<string>(String(USUAL_DAYS[2]));
  const [password, setPassword] = useState('');
  const limits = limitsOf(access);
  const making = useChange({
    send: (request: ApiKeyRequest) => makeKey(request),
    outdates: ['keys'],
    onDone: onMade,
  });
  const send = () => {
    if (limits === null || scopes.length === 0) return;
    const expiresAt = days === NEVER ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    making.mutate({
      name,
      scopes: SCOPES.filter((scope) => scopes.includes(scope)),
      ...limits,
      expiresAt,
      ...ownPasswordOf(password),
    });
  };
  return (
    <FormModal
      title={text('keysPage.addTitle')}
      submit={text('keysPage.addButton')}
      isPending={making.isPending}
      error={making.error}
      fields={['name', 'scopes', 'projectIds', 'queueIds', 'ownPassword']}
      onSubmit={send}
      onClose={onClose}
    >
      <TextInput
        label={text('keysPage.what')}
        description={text('keysPage.whatHint')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldFailure(making.error, 'name')}
        dir="auto"
        data-autofocus
      />
      <Checkbox.Group
        label={text('keysPage.scopes')}
        value={[...scopes]}
        onChange={setScopes}
        error={scopes.length === 0 ? text('keysPage.noScope') : fieldFailure(making.error, 'scopes')}
      >
        <Stack gap="xs" mt="xs">
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={text(SCOPE_TEXTS[scope])} />
          ))}
        </Stack>
      </Checkbox.Group>
      <AccessFields draft={access} onChange={setAccess} error={making.error} />
      <NativeSelect
        label={text('keysPage.expiry')}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        data={[
          ...USUAL_DAYS.map((count) => ({ value: String(count), label: text('keysPage.expiryDays', { count }) })),
          { value: NEVER, label: text('keysPage.expiryNever') },
        ]}
      />
      <OwnPasswordField value={password} onChange={setPassword} error={making.error} />
    </FormModal>
  );
}
