/** What somebody may remove of the open chat, for whatever offers it. */
import { createContext, useContext } from 'react';

/** What is to be removed. */
export type Removal =
  | { readonly kind: 'message'; readonly seq: number; readonly time: string }
  | { readonly kind: 'chat' }
  | { readonly kind: 'contact'; readonly contactId: number }
  | { readonly kind: 'erase' };

/** Opens the dialog that asks for a reason; null for those who may not remove anything. */
export type StartRemoval = ((removal: Removal) => void) | null;

export const RemovalContext = createContext<StartRemoval>(null);

export function useStartRemoval(): StartRemoval {
  return useContext(RemovalContext);
}
