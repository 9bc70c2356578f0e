/** What a key or a person may see, in a cell of a table. */
import type { Project } from '../api/projects.ts';
import { useFormats, useText } from '../language/language-context.ts';
import type { Limits } from './access-draft.ts';
import classes from './settings.module.css';

interface LimitsTextProps {
  readonly limits: { readonly projectIds: readonly number[] | null; readonly queueIds: Limits['queueIds'] };
  readonly projects: readonly Project[];
}

export function LimitsText({ limits: { projectIds, queueIds }, projects }: LimitsTextProps) {
  const text = useText();
  const formats = useFormats();
  const nameOf = (id: number) => projects.find(({ projectid }) => projectid === id)?.name ?? String(id);
  const listed = (names: readonly string[] | undefined) => {
    if (names === undefined) return text('access.all');
    return names.length === 0 ? text('access.none') : formats.list(names);
  };
  return (
    <>
      <bdi>{listed(projectIds?.map(nameOf))}</bdi>
      {queueIds !== null && (
        <span className={classes.under}>
          {text('access.queues')}: <bdi>{listed(queueIds.map(String))}</bdi>
        </span>
      )}
    </>
  );
}
