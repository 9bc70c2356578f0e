/** The order of the commands of one tab: each is carried out once, after those before it. */

/** `next`: its turn. `passed`: the turn of its number is over. Else it came too early, and the sender is to send again from there. */
export type CommandTurn = 'next' | 'passed' | { readonly resendFrom: number };

/** `cseq`: its number in the tab, from 1 on; `last`: that of the last one whose turn is over, 0 before the first. */
export function turnOf(cseq: number, last: number): CommandTurn {
  if (cseq === last + 1) return 'next';
  return cseq > last ? { resendFrom: last + 1 } : 'passed';
}
