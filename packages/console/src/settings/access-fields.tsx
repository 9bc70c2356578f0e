/** Which projects and queues a key or a person may see. */
import { MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { projectsQuery } from '../chats/log-queries.ts';
import { fieldFailure } from '../frame/field-failure.tsx';
import { useText } from '../language/language-context.ts';
import { type AccessDraft, limitsOf } from './access-draft.ts';

interface AccessFieldsProps {
  readonly draft: AccessDraft;
  readonly onChange: (draft: AccessDraft) => void;
  readonly error: Error | null;
}

const [EVERY, SOME] = ['every', 'some'];

export function AccessFields({ draft, onChange, error }: AccessFieldsProps) {
  const text = useText();
  const { hasEveryProject, hasEveryQueue, queueText } = draft;
  const isBadList = limitsOf(draft) === null && queueText !== '';
  return (
    <>
      <Radio.Group
        label={text('access.projects')}
        value={hasEveryProject ? EVERY : SOME}
        onChange={(value) => onChange({ ...draft, hasEveryProject: value === EVERY })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value={EVERY} label={text('access.everyProject')} />
          <Radio value={SOME} label={text('access.someProjects')} />
        </Stack>
      </Radio.Group>
      {!hasEveryProject && <ProjectsField draft={draft} onChange={onChange} error={error} />}
      <Radio.Group
        label={text('access.queues')}
        value={hasEveryQueue ? EVERY : SOME}
        onChange={(value) => onChange({ ...draft, hasEveryQueue: value === EVERY })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value={EVERY} label={text('access.everyQueue')} />
          <Radio value={SOME} label={text('access.someQueues')} />
        </Stack>
      </Radio.Group>
      {!hasEveryQueue && (
        <TextInput
          label={text('access.queueNumbers')}
          description={text('access.queueNumbersHint')}
          value={queueText}
          onChange={(event) => onChange({ ...draft, queueText: event.currentTarget.value })}
          error={isBadList ? text('access.badQueues') : fieldFailure(error, 'queueIds')}
          dir="ltr"
        />
      )}
    </>
  );
}

function ProjectsField({ draft, onChange, error }: AccessFieldsProps) {
  const text = useText();
  const { data: projects = [] } = useQuery(projectsQuery());
  const known = projects.map(({ projectid, name }) => ({ value: String(projectid), label: name }));
  const others = draft.projectIds.filter((id) => !known.some(({ value }) => value === id));
  return (
    <MultiSelect
      label={text('access.chooseProjects')}
      description={text('access.projectsHint')}
      data={[...known, ...others.map((id) => ({ value: id, label: text('frame.projectNumber', { id }) }))]}
      value={[...draft.projectIds]}
      onChange={(projectIds) => onChange({ ...draft, projectIds })}
      error={fieldFailure(error, 'projectIds')}
      searchable
    />
  );
}
