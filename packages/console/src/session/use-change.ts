/** Sends a change to the server. What was typed stays until it is done; a session that has ended asks to sign in again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isSignedOut } from '../api/api-failure.ts';
import { noteExpiry } from './session-state.ts';

interface ChangeOptions<Input, Output> {
  readonly send: (input: Input) => Promise<Output>;
  /** Beginnings of the keys under which replies are kept that are old then. */
  readonly outdates: readonly string[];
  readonly onDone?: ((output: Output) => void) | undefined;
}

export function useChange<Output, Input = void>({ send, outdates, onDone }: ChangeOptions<Input, Output>) {
  const client = useQueryClient();
  return useMutation<Output, Error, Input>({
    mutationFn: send,
    networkMode: 'always',
    onSuccess: (output) => onDone?.(output),
    // When it was refused too: what is on screen may be what is out of date.
    onSettled: () => {
      for (const key of outdates) void client.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) => {
      if (isSignedOut(error)) noteExpiry(client);
    },
  });
}
