/** Does something when the server is reached again. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { connectionQuery } from './connection.ts';

/** `act` null: nothing waits for it. */
export function useOnReconnect(act: (() => void) | null): void {
  const { data: connection } = useQuery(connectionQuery());
  const before = useRef(connection);
  const goOn = useEffectEvent(() => act?.());
  useEffect(() => {
    if (before.current === 'lost' && connection === 'reached') goOn();
    before.current = connection;
  }, [connection]);
}
