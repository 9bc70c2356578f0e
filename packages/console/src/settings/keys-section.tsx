/** The API keys of the tenant: made, shown once, revoked. */
import { Button, Checkbox, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiKey, type MadeKey, revokeKey } from '../api/administration.ts';
import { projectsQuery } from '../chats/log-queries.ts';
import { FormModal } from '../frame/form-modal.tsx';
import { Loaded } from '../frame/loaded.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { useChange } from '../session/use-change.ts';
import { type DataColumn, DataTable } from './data-table.tsx';
import { keyState } from './key-state.ts';
import { LimitsText } from './limits-text.tsx';
import { NewKeyForm } from './new-key-form.tsx';
import { SCOPE_TEXTS } from './scope-texts.ts';
import { Empty, Section } from './section.tsx';
import classes from './settings.module.css';
import { keysQuery } from './settings-queries.ts';
import { ShownOnce } from './shown-once.tsx';

type Dialog =
  | { readonly kind: 'new' }
  | { readonly kind: 'made'; readonly made: MadeKey }
  | { readonly kind: 'revoke'; readonly key: ApiKey }
  | null;

export function KeysSection() {
  const text = useText();
  const query = useQuery(keysQuery());
  const [dialog, setDialog] = useState<Dialog>(null);
  const [showsEnded, setShowsEnded] = useState(false);
  const columns = useColumns((key) => setDialog({ kind: 'revoke', key }));
  const close = () => setDialog(null);
  const isInForce = (key: ApiKey) => keyState(key, Date.now()) === 'inForce';
  return (
    <Section
      title={text('settings.keys')}
      advice={text('keysPage.advice')}
      action={<Button onClick={() => setDialog({ kind: 'new' })}>{text('keysPage.add')}</Button>}
    >
      <Loaded query={query}>
        {(keys) => {
          const shown = keys.filter((key) => showsEnded || isInForce(key)).toReversed();
          return (
            <>
              {shown.length === 0 ? (
                <Empty title={text('keysPage.emptyTitle')} advice={text('keysPage.empty')} />
              ) : (
                <DataTable
                  label={text('settings.keys')}
                  columns={columns}
                  rows={shown}
                  keyOf={({ prefix }) => prefix}
                  isQuiet={(key) => !isInForce(key)}
                />
              )}
              {keys.some((key) => !isInForce(key)) && (
                <Checkbox
                  mt="md"
                  label={text('keysPage.showEnded')}
                  checked={showsEnded}
                  onChange={(event) => setShowsEnded(event.currentTarget.checked)}
                />
              )}
            </>
          );
        }}
      </Loaded>
      {dialog?.kind === 'new' && <NewKeyForm onClose={close} onMade={(made) => setDialog({ kind: 'made', made })} />}
      {dialog?.kind === 'made' && (
        <ShownOnce
          title={text('keysPage.madeTitle')}
          advice={text('keysPage.madeAdvice')}
          secret={dialog.made.key}
          onClose={close}
        />
      )}
      {dialog?.kind === 'revoke' && <RevokeForm apiKey={dialog.key} onClose={close} />}
    </Section>
  );
}

function useColumns(onRevoke: (key: ApiKey) => void): readonly DataColumn<ApiKey>[] {
  const text = useText();
  const formats = useFormats();
  const { data: projects = [] } = useQuery(projectsQuery());
  return [
    {
      id: 'name',
      label: text('settings.name'),
      cell: ({ name, prefix }) => (
        <>
          <bdi>{name}</bdi>
          <span className={classes.under} dir="ltr">
            <code className={classes.code}>{prefix}…</code>
          </span>
        </>
      ),
    },
    {
      id: 'scopes',
      label: text('keysPage.scopes'),
      cell: ({ scopes }) => formats.list(scopes.map((scope) => text(SCOPE_TEXTS[scope]))),
    },
    { id: 'projects', label: text('access.projects'), cell: (key) => <LimitsText limits={key} projects={projects} /> },
    {
      id: 'used',
      label: text('keysPage.lastUsed'),
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? text('keysPage.never') : formats.moment(lastUsedAt)),
    },
    { id: 'status', label: text('keysPage.status'), cell: (key) => <KeyStatus apiKey={key} /> },
    {
      id: 'actions',
      label: text('settings.actions'),
      isActions: true,
      cell: (key) =>
        keyState(key, Date.now()) === 'inForce' && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${text('keysPage.revoke')}: ${key.name}`}
            onClick={() => onRevoke(key)}
          >
            {text('keysPage.revoke')}
          </Button>
        ),
    },
  ];
}

function KeyStatus({ apiKey }: { readonly apiKey: ApiKey }) {
  const text = useText();
  const formats = useFormats();
  const { expiresAt, revokedAt } = apiKey;
  switch (keyState(apiKey, Date.now())) {
    case 'revoked':
      return (
        <>
          {text('keysPage.revoked')}
          {revokedAt !== null && <span className={classes.under}>{formats.moment(revokedAt)}</span>}
        </>
      );
    case 'ended':
      return (
        <>
          {text('keysPage.ended')}
          {expiresAt !== null && <span className={classes.under}>{formats.moment(expiresAt)}</span>}
        </>
      );
    case 'inForce':
      return (
        <>
          {text('keysPage.inForce')}
          <span className={classes.under}>
            {expiresAt === null ? text('keysPage.noEnd') : text('keysPage.until', { time: formats.moment(expiresAt) })}
          </span>
        </>
      );
  }
}

function RevokeForm({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const text = useText();
  const revoking = useChange({ send: () => revokeKey(apiKey.prefix), outdates: ['keys'], onDone: onClose });
  return (
    <FormModal
      title={text('keysPage.revokeTitle')}
      submit={text('keysPage.revoke')}
      isDangerous
      isPending={revoking.isPending}
      error={revoking.error}
      onSubmit={revoking.mutate}
      onClose={onClose}
    >
      <Text size="sm">{text.rich('keysPage.revokeSure', { name: <bdi>{apiKey.name}</bdi> })}</Text>
    </FormModal>
  );
}
