/** The process's log: one JSON object per line. A line of level `error` means that a person must act. */
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * A logger that writes to `destination` (standard error in the real process). Times are ISO 8601 in UTC, levels are words.
 * Headers that contain keys are never written.
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['req.headers.authorization', 'req.headers.cookie', 'headers.authorization'],
        censor: '[hidden]',
      },
    },
    destination,
  );
}
