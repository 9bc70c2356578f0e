/** The thread in which long chats are folded, explained and printed. Started by `long-chats.ts` only. */
import { parentPort } from 'node:worker_threads';
import { answerAside } from '../../platform/aside-thread.ts';
import { LONG_CHAT_JOBS } from './long-chat-jobs.ts';

if (parentPort !== null) answerAside(parentPort, LONG_CHAT_JOBS);
