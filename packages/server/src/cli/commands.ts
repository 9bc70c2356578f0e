/**
 * The commands of `parley` in the order of its help. All are loaded on every run, so a command imports slow modules only
 * when it runs.
 */
import { auditCommand } from './audit.ts';
import { backupCommand } from './backup.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { eraseCommand } from './erase.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { keyCreateCommand } from './key-create.ts';
import { keyListCommand } from './key-list.ts';
import { keyRevokeCommand } from './key-revoke.ts';
import { markRestoredCommand } from './mark-restored.ts';
import { mirrorCommand } from './mirror.ts';
import { moveCommand } from './move.ts';
import { projectCreateCommand } from './project-create.ts';
import { projectListCommand } from './project-list.ts';
import { projectSetTimeZoneCommand } from './project-set-time-zone.ts';
import { rebuildCommand } from './rebuild.ts';
import { redactCommand } from './redact.ts';
import { restoreCommand } from './restore.ts';
import { robotCommand } from './robot.ts';
import { sampleCommand } from './sample.ts';
import { serveCommand } from './serve.ts';
import { userChangeCommand } from './user-change.ts';
import { userCreateCommand } from './user-create.ts';
import { userDisableCommand } from './user-disable.ts';
import { userEnableCommand } from './user-enable.ts';
import { userLinkCommand } from './user-link.ts';
import { userListCommand } from './user-list.ts';
import { userSetPasswordCommand } from './user-set-password.ts';

export const COMMANDS = [
  serveCommand,
  demoCommand,
  projectCreateCommand,
  projectListCommand,
  projectSetTimeZoneCommand,
  keyCreateCommand,
  keyListCommand,
  keyRevokeCommand,
  userCreateCommand,
  userChangeCommand,
  userListCommand,
  userLinkCommand,
  userSetPasswordCommand,
  userDisableCommand,
  userEnableCommand,
  importCommand,
  mirrorCommand,
  exportCommand,
  sampleCommand,
  robotCommand,
  eraseCommand,
  redactCommand,
  auditCommand,
  backupCommand,
  restoreCommand,
  markRestoredCommand,
  doctorCommand,
  rebuildCommand,
  moveCommand,
] as const;

type FirstOfTwo<N extends string> = N extends `${infer G} ${string}` ? G : never;

/** Summaries of the groups: the first words of two-word commands. */
export const GROUPS: { readonly [G in FirstOfTwo<(typeof COMMANDS)[number]['name']>]: string } = {
  project: 'Add, list and change projects.',
  key: 'Create, list and revoke API keys.',
  user: 'Add, list and change the people who sign in.',
};
