/** `parley doctor`: checks the machine and the store, and prints a line per check with how to fix what is wrong. */
import { FileCheck } from '../services/attachments/check-files.ts';
import { judgeFact, type Remedy } from '../services/doctor/judge-fact.ts';
import { inspectStore } from '../store/open-store.ts';
import { ATTACHMENTS, type AttachmentValues, openShelfOf } from './attachment-options.ts';
import { defineCommand } from './command.ts';
import { type CommandIo, EXIT } from './command-io.ts';
import { STORE_OPTIONS } from './option-groups.ts';

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Check the machine and the store, and print how to fix what is wrong.',
  examples: ['parley doctor --data ./parley-data'],
  options: { ...STORE_OPTIONS, ...ATTACHMENTS },
  run: examine,
});

const REBUILD = 'stop the server, run parley rebuild, then parley doctor again; look after the disk';
const RESTORE =
  'stop the server, keep a copy of the store as it is, restore the last backup, run parley doctor; look after the disk';

/** Exit code 1 when a check failed; warnings leave it 0. Changes nothing, and may run next to a server. */
async function examine(place: AttachmentValues, io: CommandIo): Promise<number> {
  const { clock, signal, stdout } = io;
  stdout.write(`ok    Node ${process.versions.node}, SQLite ${process.versions.sqlite}\n`);
  using shelf = await openShelfOf(place, io.environment);
  const files = new FileCheck(shelf);
  let hasFailed = false;
  const remedies = new Set<Remedy>();
  for await (const fact of inspectStore(place, () => clock.monotonicMs(), signal)) {
    if (fact.kind === 'attachments') {
      await files.look(fact.files);
      continue;
    }
    const finding = judgeFact(fact, clock.nowMs());
    if (finding !== null) stdout.write(`${finding.verdict.padEnd(4)}  ${finding.text}\n`);
    if (finding?.verdict === 'fail') hasFailed = true;
    if (finding?.remedy !== undefined) remedies.add(finding.remedy);
    if (signal.aborted) break;
  }
  const ofFiles = files.judge();
  if (ofFiles !== null) stdout.write(`${ofFiles.verdict.padEnd(4)}  ${ofFiles.text}\n`);
  if (ofFiles?.verdict === 'fail') hasFailed = true;
  if (remedies.size > 0) stdout.write(`next  ${remedies.has('restore') ? RESTORE : REBUILD}\n`);
  return hasFailed ? EXIT.failed : EXIT.done;
}
