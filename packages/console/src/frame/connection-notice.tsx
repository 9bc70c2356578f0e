/** Says that the server is not reached, for as long as that lasts. */
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useText } from '../language/language-context.ts';
import { connectionQuery } from '../session/connection.ts';
import classes from './frame.module.css';

export function ConnectionNotice() {
  const text = useText();
  const { data: connection } = useQuery(connectionQuery());
  return (
    // Always there, so that readers hear what comes into it.
    <div aria-live="polite" className={classes.connection} data-connection={connection}>
      {connection === 'lost' && (
        <>
          <Loader size="xs" color="currentColor" aria-hidden="true" />
          {text('frame.connectionLost')}
        </>
      )}
    </div>
  );
}
