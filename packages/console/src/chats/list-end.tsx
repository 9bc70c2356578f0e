/** What stands below the last loaded row: more to come, a failure, or the end. */
import { Button, Loader } from '@mantine/core';
import { FailureText } from '../frame/failure-text.tsx';
import { useText } from '../language/language-context.ts';
import { useOnReconnect } from '../session/use-on-reconnect.ts';
import classes from './list-end.module.css';

export interface MoreRows {
  readonly hasMore: boolean;
  readonly isFetching: boolean;
  /** Why the last attempt failed. */
  readonly error: Error | null;
  readonly fetch: () => void;
}

interface ListEndProps {
  /** Distance from the first row in pixels. */
  readonly offset: number;
  readonly shown: number;
  readonly more: MoreRows;
}

export function ListEnd({ offset, shown, more }: ListEndProps) {
  useOnReconnect(more.error === null ? null : more.fetch);
  return (
    <div role="row" className={classes.end} style={{ transform: `translateY(${offset}px)` }}>
      <div role="gridcell" className={classes.text}>
        <EndText shown={shown} more={more} />
      </div>
    </div>
  );
}

function EndText({ shown, more }: Pick<ListEndProps, 'shown' | 'more'>) {
  const text = useText();
  if (more.isFetching) return <Loader size="xs" type="dots" aria-label={text('chats.loadingMore')} />;
  if (more.error !== null) {
    return (
      <>
        <span>{text.rich('chats.moreFailed', { reason: <FailureText error={more.error} /> })}</span>
        <Button size="compact-xs" variant="light" color="red" onClick={more.fetch}>
          {text('failure.tryAgain')}
        </Button>
      </>
    );
  }
  return more.hasMore ? null : <span>{text('chats.end', { count: shown })}</span>;
}
