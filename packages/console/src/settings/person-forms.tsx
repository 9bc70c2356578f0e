/** Adds a person, and changes what one may do and see. */
import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  addPerson,
  changePerson,
  type Person,
  type PersonChange,
  type PersonLink,
  type PersonRequest,
} from '../api/administration.ts';
import { fieldFailure } from '../frame/field-failure.tsx';
import { FormModal } from '../frame/form-modal.tsx';
import { useText } from '../language/language-context.ts';
import { useChange } from '../session/use-change.ts';
import { type AccessDraft, draftOf, EVERYTHING, limitsOf } from './access-draft.ts';
import { AccessFields } from './access-fields.tsx';
import { OwnPasswordField, ownPasswordOf } from './own-password-field.tsx';
import { ROLE_TEXTS } from './scope-texts.ts';

type Role = Person['role'];
const ROLES = Object.keys(ROLE_TEXTS) as readonly Role[];
const FIELDS = ['login', 'name', 'role', 'projectIds', 'queueIds', 'ownPassword'];

interface PersonDraft {
  readonly name: string;
  readonly role: Role;
  readonly access: AccessDraft;
  readonly password: string;
}

interface AddPersonProps {
  readonly onClose: () => void;
  readonly onMade: (link: PersonLink) => void;
}

export function AddPersonForm({ onClose, onMade }: AddPersonProps) {
  const text = useText();
  const [login, setLogin] = useState('');
  const [draft, setDraft] = useState<PersonDraft>({ name: '', role: 'supervisor', access: EVERYTHING, password: '' });
  const adding = useChange({
    send: (person: PersonRequest) => addPerson(person),
    outdates: ['people'],
    onDone: onMade,
  });
  const send = () => {
    const limits = limitsOf(draft.access);
    if (limits === null) return;
    const { name, role, password } = draft;
    adding.mutate({ login: login.trim(), name, role, ...limits, ...ownPasswordOf(password) });
  };
  return (
    <FormModal
      title={text('people.addTitle')}
      submit={text('people.addButton')}
      isPending={adding.isPending}
      error={adding.error}
      fields={FIELDS}
      onSubmit={send}
      onClose={onClose}
    >
      <TextInput
        label={text('people.login')}
        description={text('people.loginHint')}
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
        error={fieldFailure(adding.error, 'login')}
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
      />
      <PersonFields draft={draft} onChange={setDraft} error={adding.error} />
    </FormModal>
  );
}

export function ChangePersonForm({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const text = useText();
  const { name, role } = person;
  const [draft, setDraft] = useState<PersonDraft>({ name, role, access: draftOf(person), password: '' });
  const changing = useChange({
    send: (change: PersonChange) => changePerson(person.login, change),
    outdates: ['people', 'sessions'],
    onDone: onClose,
  });
  const send = () => {
    const limits = limitsOf(draft.access);
    if (limits === null) return;
    const change = changeOf(person, { name: draft.name, role: draft.role, ...limits });
    if (Object.keys(change).length === 0) return onClose();
    changing.mutate({ ...change, ...ownPasswordOf(draft.password) });
  };
  return (
    <FormModal
      title={text('people.changeOf', { name })}
      submit={text('settings.save')}
      isPending={changing.isPending}
      error={changing.error}
      fields={FIELDS}
      onSubmit={send}
      onClose={onClose}
    >
      <PersonFields draft={draft} onChange={setDraft} error={changing.error} />
      <Text size="sm">{text('people.changeAdvice')}</Text>
    </FormModal>
  );
}

type Wanted = Required<Pick<PersonChange, 'name' | 'role' | 'projectIds' | 'queueIds'>>;

/** Only what is another than before: a name alone signs nobody out. */
function changeOf(person: Person, wanted: Wanted): PersonChange {
  const isSame = (name: keyof Wanted) => JSON.stringify(person[name]) === JSON.stringify(wanted[name]);
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !isSame(name as keyof Wanted)));
}

interface PersonFieldsProps {
  readonly draft: PersonDraft;
  readonly onChange: (draft: PersonDraft) => void;
  readonly error: Error | null;
}

function PersonFields({ draft, onChange, error }: PersonFieldsProps) {
  const text = useText();
  return (
    <>
      <TextInput
        label={text('settings.name')}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        error={fieldFailure(error, 'name')}
        dir="auto"
      />
      <Radio.Group
        label={text('access.role')}
        value={draft.role}
        onChange={(value) => onChange({ ...draft, role: value as Role })}
        error={fieldFailure(error, 'role')}
      >
        <Stack gap="xs" mt="xs">
          {ROLES.map((role) => (
            <Radio key={role} value={role} label={text(ROLE_TEXTS[role])} />
          ))}
        </Stack>
      </Radio.Group>
      <AccessFields draft={draft.access} onChange={(access) => onChange({ ...draft, access })} error={error} />
      <OwnPasswordField
        value={draft.password}
        onChange={(password) => onChange({ ...draft, password })}
        error={error}
      />
    </>
  );
}
