/** Adds a project, and sets the time zone of one. */
import { Autocomplete, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addProject, changeTimeZone } from '../api/administration.ts';
import type { Project } from '../api/projects.ts';
import { fieldFailure } from '../frame/field-failure.tsx';
import { FormModal } from '../frame/form-modal.tsx';
import { useText } from '../language/language-context.ts';
import { knownZones, ownZone } from '../language/time-zones.ts';
import { useChange } from '../session/use-change.ts';

const SHOWN_ZONES = 30;

export function AddProjectForm({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [timeZone, setTimeZone] = useState(ownZone);
  const adding = useChange({
    // What is no number is sent as it is: the server says what is wrong with it.
    send: () =>
      addProject({ projectid: /^\d+$/.test(number.trim()) ? Number(number) : (number as never), name, timeZone }),
    outdates: ['projects', 'health'],
    onDone: onClose,
  });
  return (
    <FormModal
      title={text('projects.addTitle')}
      submit={text('projects.addButton')}
      isPending={adding.isPending}
      error={adding.error}
      fields={['projectid', 'name', 'timeZone']}
      onSubmit={adding.mutate}
      onClose={onClose}
    >
      <TextInput
        label={text('settings.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldFailure(adding.error, 'name')}
        dir="auto"
        data-autofocus
      />
      <TextInput
        label={text('projects.number')}
        description={text('projects.numberHint')}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        error={fieldFailure(adding.error, 'projectid')}
        inputMode="numeric"
        dir="ltr"
      />
      <ZoneField value={timeZone} onChange={setTimeZone} error={adding.error} />
    </FormModal>
  );
}

interface TimeZoneFormProps {
  readonly project: Project;
  readonly onClose: () => void;
}

export function TimeZoneForm({ project, onClose }: TimeZoneFormProps) {
  const text = useText();
  const [timeZone, setTimeZone] = useState(project.timeZone);
  const changing = useChange({
    send: () => changeTimeZone(project.projectid, timeZone),
    outdates: ['projects', 'chats', 'count', 'health'],
    onDone: onClose,
  });
  return (
    <FormModal
      title={text('projects.changeZoneOf', { name: project.name })}
      submit={text('settings.save')}
      isPending={changing.isPending}
      error={changing.error}
      fields={['timeZone']}
      onSubmit={changing.mutate}
      onClose={onClose}
    >
      <ZoneField value={timeZone} onChange={setTimeZone} error={changing.error} />
      <Text size="sm">{text('projects.zoneAdvice')}</Text>
    </FormModal>
  );
}

interface ZoneFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: Error | null;
}

function ZoneField({ value, onChange, error }: ZoneFieldProps) {
  const text = useText();
  return (
    <Autocomplete
      label={text('projects.zone')}
      description={text('projects.zoneHint')}
      data={[...knownZones()]}
      limit={SHOWN_ZONES}
      value={value}
      onChange={onChange}
      error={fieldFailure(error, 'timeZone')}
    />
  );
}
