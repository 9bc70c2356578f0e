/** A thread in which tables are printed. Started by `print-threads.ts` only. */
import { parentPort } from 'node:worker_threads';
import { answerAside } from '../../platform/aside-thread.ts';
import { PRINT_JOBS } from './print-jobs.ts';

if (parentPort !== null) answerAside(parentPort, PRINT_JOBS);
