/** Makes a link that signs a person in, and says whether they may sign in at all. */
import { Text } from '@mantine/core';
import { useState } from 'react';
import { changePerson, makePersonLink, type Person, type PersonLink } from '../api/administration.ts';
import { FormModal } from '../frame/form-modal.tsx';
import { useText } from '../language/language-context.ts';
import { useChange } from '../session/use-change.ts';
import { OwnPasswordField, ownPasswordOf } from './own-password-field.tsx';

interface LinkFormProps {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onMade: (link: PersonLink) => void;
}

export function LinkForm({ person, onClose, onMade }: LinkFormProps) {
  const text = useText();
  const [password, setPassword] = useState('');
  const making = useChange({
    send: () => makePersonLink(person.login, ownPasswordOf(password)),
    outdates: [],
    onDone: onMade,
  });
  return (
    <FormModal
      title={text('people.linkTitle', { name: person.name })}
      submit={text('people.linkButton')}
      isPending={making.isPending}
      error={making.error}
      fields={['ownPassword']}
      onSubmit={making.mutate}
      onClose={onClose}
    >
      <Text size="sm">{text('people.linkAdvice')}</Text>
      <OwnPasswordField value={password} onChange={setPassword} error={making.error} />
    </FormModal>
  );
}

/** Disabling needs no password: nothing stands in the way when somebody has to go. */
export function EnablingForm({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const text = useText();
  const [password, setPassword] = useState('');
  const isDisabled = person.disabledAt !== null;
  const changing = useChange({
    send: () => changePerson(person.login, { isDisabled: !isDisabled, ...ownPasswordOf(password) }),
    outdates: ['people', 'sessions'],
    onDone: onClose,
  });
  return (
    <FormModal
      title={text(isDisabled ? 'people.enableTitle' : 'people.disableTitle', { name: person.name })}
      submit={text(isDisabled ? 'people.enable' : 'people.disable')}
      isDangerous={!isDisabled}
      isPending={changing.isPending}
      error={changing.error}
      fields={['ownPassword']}
      onSubmit={changing.mutate}
      onClose={onClose}
    >
      {isDisabled ? (
        <OwnPasswordField value={password} onChange={setPassword} error={changing.error} />
      ) : (
        <Text size="sm">{text('people.disableSure')}</Text>
      )}
    </FormModal>
  );
}
