/** Describes the machine that the numbers come from, without identifying it. */
import { cpus, loadavg, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly kernel: string;
  /** Runnable processes over the last minute, before the benchmark began. */
  readonly loadBefore: number;
}

export function describeMachine(): Machine {
  const cores = cpus();
  return {
    cpuModel: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    kernel: `Linux ${release().split('-')[0]}`,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}
