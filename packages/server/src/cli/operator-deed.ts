/** What is done at the command line, as the audit log names it. */
import type { AdminDeed } from '../model/audit.ts';
import { instant } from '../model/instant.ts';
import type { CommandIo } from './command-io.ts';

export function operatorDeed({ clock }: Pick<CommandIo, 'clock'>): AdminDeed {
  return { at: instant(clock.nowMs()), actor: 'operator' };
}
