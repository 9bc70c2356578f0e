/** The page that shows the kept numbers of all benchmarks. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { type BenchResult, tableOf } from './result.ts';

export type KeptResult = BenchResult & { readonly machine: Machine };

/** The kept results among `names`, in that order. */
export function readResults(folder: string, names: readonly string[]): readonly KeptResult[] {
  return names
    .map((name) => join(folder, `${name}.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as KeptResult);
}

function machineLine({ cores, cpuModel, memoryGb, node, kernel, loadBefore }: Machine): string {
  return `${cores} cores ${cpuModel}, ${memoryGb} GB, ${kernel}, Node ${node}, load before ${loadBefore}`;
}

/** As Markdown. */
export function resultsPage(results: readonly KeptResult[]): string {
  const sections = results.map((result) => {
    const notes = result.notes.map((note) => `- ${note}\n`).join('');
    return `## ${result.name}\n\n${result.about}\n\nMachine: ${machineLine(result.machine)}.\n\n${tableOf(result)}\n${notes === '' ? '' : `\n${notes}`}`;
  });
  const head =
    '# Benchmark results\n\nWritten by `npm run bench`; the numbers belong to the machine that is named. Everything runs on it at once: server, load and store, over the loopback interface. Client and server share its cores, so ratios and CPU times say more than pages a second.\n';
  return [head, ...sections].join('\n');
}
