/** What stands in place of rows: still loading, nothing found, or a failure. */
import { Button, Loader, Stack, Text } from '@mantine/core';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { useText } from '../language/language-context.ts';
import { givenFilters } from '../search/given-filters.ts';
import classes from './chats-page.module.css';
import type { useChatList } from './use-chat-list.ts';
import { useFilters } from './use-filters.ts';

export function ListNotice({ list }: { readonly list: ReturnType<typeof useChatList> }) {
  return (
    <div className={classes.notice}>
      <NoticeContent list={list} />
    </div>
  );
}

function NoticeContent({ list }: { readonly list: ReturnType<typeof useChatList> }) {
  const text = useText();
  const { parameters, clearFilters } = useFilters();
  const hasFilters = givenFilters(parameters).length > 0;
  const clearButton = (
    <Button size="xs" variant="default" onClick={clearFilters}>
      {text('filters.removeAll')}
    </Button>
  );
  if (list.error !== null) {
    return (
      <FailureNotice error={list.error} onRetry={list.retry}>
        {hasFilters && clearButton}
      </FailureNotice>
    );
  }
  if (list.isLoading) return <Loader aria-label={text('chats.loading')} />;
  return (
    <Stack align="center" gap="sm">
      <Text fw={600}>{text(hasFilters ? 'chats.noneMatch' : 'chats.noneYet')}</Text>
      <Text size="sm" c="dimmed" maw="26rem" ta="center">
        {text(hasFilters ? 'chats.noneMatchAdvice' : 'chats.noneYetAdvice')}
      </Text>
      {hasFilters && clearButton}
    </Stack>
  );
}
