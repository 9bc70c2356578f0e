/** Above the list of chats: ready views, one's own and those of the project; saves the filters as one. */
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { changeView, type View } from '../api/views.ts';
import { ViewsIcon } from '../frame/icons.tsx';
import { dayIn } from '../language/day-in-zone.ts';
import { useText } from '../language/language-context.ts';
import type { SearchTexts } from '../search/search-text.ts';
import { useChange } from '../session/use-change.ts';
import { ManageViews } from './manage-views.tsx';
import { SaveViewForm } from './save-view-form.tsx';
import { type StarterView, starterViews } from './starter-views.ts';
import { UpdateFailure } from './update-failure.tsx';
import { isSameList, parametersOf, viewQueryOf } from './view-query.ts';
import classes from './views.module.css';
import { viewsQuery } from './views-queries.ts';

interface ViewsMenuProps {
  readonly log: LogQuery;
  /** In which days begin; null while it is not known. */
  readonly zone: string | null;
}

type Dialog = 'save' | 'manage' | null;

export function ViewsMenu({ log: { projectId, parameters }, zone }: ViewsMenuProps) {
  const text = useText();
  const navigate = useNavigate();
  const { data: views = [], error, refetch } = useQuery(viewsQuery(projectId));
  const [dialog, setDialog] = useState<Dialog>(null);
  const [openedId, setOpenedId] = useState<number | null>(null);
  const starters = starterViews(dayIn(zone ?? 'UTC', new Date()));
  const current = currentView(parameters, views, starters);
  const opened = views.find(({ viewId }) => viewId === openedId);
  const query = viewQueryOf(parameters);
  const updating = useChange({ send: (view: View) => changeView(projectId, view, { query }), outdates: ['views'] });
  const go = (search: SearchTexts) =>
    void navigate({ to: '/projects/$projectId/chats', params: { projectId }, search });
  const openView = (view: View) => {
    setOpenedId(view.viewId);
    go(parametersOf(view.query));
  };
  const mayUpdate = opened?.mayChange === true && !isSameList(parametersOf(opened.query), parameters);
  const title = current === null ? text('views.title') : 'label' in current ? text(current.label) : current.name;
  return (
    <>
      {/* Within the page, so that readers find it in a landmark. */}
      <Menu position="bottom-start" width={300} shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            data-opens="views"
            className={classes.button ?? ''}
            leftSection={<ViewsIcon />}
            loading={updating.isPending}
            aria-label={current === null ? text('views.title') : `${text('views.title')}: ${title}`}
          >
            <bdi>{title}</bdi>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
          <Menu.Label>{text('views.starters')}</Menu.Label>
          {starters.map(({ label, parameters: search }) => (
            <Menu.Item key={label} onClick={() => go(search)}>
              {text(label)}
            </Menu.Item>
          ))}
          <SavedItems views={views} isShared={false} onOpen={openView} />
          <SavedItems views={views} isShared onOpen={openView} />
          {error !== null && <Menu.Item onClick={() => void refetch()}>{text('views.failed')}</Menu.Item>}
          <Menu.Divider />
          {mayUpdate && (
            <Menu.Item onClick={() => updating.mutate(opened)}>{text('views.update', { name: opened.name })}</Menu.Item>
          )}
          <Menu.Item onClick={() => setDialog('save')}>{text('views.save')}</Menu.Item>
          {views.length > 0 && <Menu.Item onClick={() => setDialog('manage')}>{text('views.manage')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'save' && (
        <SaveViewForm
          projectId={projectId}
          query={query}
          onClose={() => setDialog(null)}
          onSaved={({ viewId }) => setOpenedId(viewId)}
        />
      )}
      {dialog === 'manage' && <ManageViews projectId={projectId} onClose={() => setDialog(null)} />}
      {updating.error !== null && opened !== undefined && (
        <UpdateFailure
          projectId={projectId}
          view={opened}
          query={query}
          error={updating.error}
          onClose={updating.reset}
        />
      )}
    </>
  );
}

interface SavedItemsProps {
  readonly views: readonly View[];
  readonly isShared: boolean;
  readonly onOpen: (view: View) => void;
}

function SavedItems({ views, isShared, onOpen }: SavedItemsProps) {
  const text = useText();
  const shown = views.filter((view) => view.isShared === isShared);
  if (shown.length === 0) return null;
  return (
    <>
      <Menu.Label>{text(isShared ? 'views.shared' : 'views.own')}</Menu.Label>
      {shown.map((view) => (
        <Menu.Item key={view.viewId} onClick={() => onOpen(view)} dir="auto">
          {view.name}
        </Menu.Item>
      ))}
    </>
  );
}

/** Which view the list shows; null when none. That of every chat is none, so that the button says what it is. */
function currentView(
  parameters: SearchTexts,
  views: readonly View[],
  starters: readonly StarterView[],
): View | StarterView | null {
  if (isSameList(parameters, {})) return null;
  const saved = views.find(({ query }) => isSameList(parametersOf(query), parameters));
  return saved ?? starters.find((starter) => isSameList(starter.parameters, parameters)) ?? null;
}
