/** Saved views with what they hold; those that may be changed are renamed and deleted here. */
import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { View } from '../api/views.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { ViewFilters } from './view-filters.tsx';
import { DeleteViewForm, RenameViewForm } from './view-forms.tsx';
import { parametersOf } from './view-query.ts';
import classes from './views.module.css';

interface ViewListProps {
  readonly projectId: string;
  readonly views: readonly View[];
  /** When one is opened. */
  readonly onOpen?: (view: View) => void;
}

type Dialog = { readonly kind: 'rename' | 'delete'; readonly view: View } | null;

export function ViewList({ projectId, views, onOpen }: ViewListProps) {
  const [dialog, setDialog] = useState<Dialog>(null);
  const close = () => setDialog(null);
  return (
    <>
      <ul className={classes.list}>
        {views.map((view) => (
          <ViewLine
            key={view.viewId}
            projectId={projectId}
            view={view}
            onOpen={() => onOpen?.(view)}
            onRename={() => setDialog({ kind: 'rename', view })}
            onDelete={() => setDialog({ kind: 'delete', view })}
          />
        ))}
      </ul>
      {dialog?.kind === 'rename' && <RenameViewForm projectId={projectId} view={dialog.view} onClose={close} />}
      {dialog?.kind === 'delete' && <DeleteViewForm projectId={projectId} view={dialog.view} onClose={close} />}
    </>
  );
}

interface ViewLineProps {
  readonly projectId: string;
  readonly view: View;
  readonly onOpen: () => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

function ViewLine({ projectId, view, onOpen, onRename, onDelete }: ViewLineProps) {
  const text = useText();
  const formats = useFormats();
  const { name, query, isShared, mayChange, changedBy, changedAt } = view;
  const changed = { name: <bdi>{changedBy}</bdi>, day: formats.day(changedAt.slice(0, 10), 'short') };
  return (
    <li className={classes.line}>
      <div className={classes.what}>
        <Link
          to="/projects/$projectId/chats"
          params={{ projectId }}
          search={parametersOf(query)}
          onClick={onOpen}
          dir="auto"
        >
          {name}
        </Link>
        <span className={classes.quiet}>
          <ViewFilters query={query} />
        </span>
        <span className={classes.quiet}>
          {text(isShared ? 'views.shared' : 'views.own')} · {text.rich('views.changedBy', changed)}
        </span>
      </div>
      {mayChange && (
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${text('views.renameButton')}: ${name}`}
            onClick={onRename}
          >
            {text('views.renameButton')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${text('views.deleteButton')}: ${name}`}
            onClick={onDelete}
          >
            {text('views.deleteButton')}
          </Button>
        </Group>
      )}
    </li>
  );
}
