/** What the kernel has counted for another process. Linux only. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc; fixed at 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time of all its threads since it began, in steps of 10 ms. @throws RangeError on an unexpected format. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (Number.isNaN(ticks)) throw new RangeError('no CPU time in /proc');
  return (ticks * 1000) / TICKS_PER_SECOND;
}

/** Private memory in MB (2^20 bytes), without file pages. @throws RangeError on an unexpected format. */
export function anonymousMb(pid: number): number {
  const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new RangeError('no RssAnon in /proc');
  return Number(kilobytes) / 1024;
}
