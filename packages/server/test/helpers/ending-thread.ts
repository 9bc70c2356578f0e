/** A thread that ends as soon as it is asked for anything. Used by `reader-threads.test.ts`. */
import { parentPort } from 'node:worker_threads';

parentPort?.once('message', () => process.exit(3));
