/**
 * What to do about an error where a person gave options to a command, and no request of their own: `parley export`,
 * `parley-pull`. Complete for every error whose sentence in `ERRORS` speaks of requests.
 */
import { ERRORS, type ErrorName, errorBody, type Refusal } from './errors.ts';

const AGAIN = 'Run the command again.';
const LATER = 'Wait a minute, then run the command again.';
const CHECK_ADDRESS = 'Check the address of the server, and what stands between here and the server.';
const OLD_PROGRAM = 'Use a version of this program that is as new as the server.';

/** One sentence each. */
export const COMMAND_ADVICE: Partial<Record<ErrorName, string>> = {
  unknownParameter: 'Correct the name of the filter, or leave the filter out.',
  parameterNotExpected: 'Leave it out.',
  malformedQuery: 'Correct the filter.',
  invalidCursor: 'Start over with an empty copy.',
  malformedBody: OLD_PROGRAM,
  malformedUrl: CHECK_ADDRESS,
  malformedRequest: CHECK_ADDRESS,
  badHost: CHECK_ADDRESS,
  badTarget: CHECK_ADDRESS,
  manyHosts: CHECK_ADDRESS,
  unauthorized: 'Check the tenant and the key that were given.',
  foreignOrigin: 'Use an API key.',
  routeNotFound: CHECK_ADDRESS,
  projectNotFound: 'Check the number of the project, and which projects the key may see.',
  redactionNotFound: 'Check the numbers against the log.',
  methodNotAllowed: CHECK_ADDRESS,
  notAcceptable: OLD_PROGRAM,
  requestTimeout: AGAIN,
  cursorExpired: 'Start over with an empty copy.',
  bodyTooLarge: OLD_PROGRAM,
  unsupportedMediaType: OLD_PROGRAM,
  urlTooLong: 'Give fewer or shorter filters.',
  tooManyRequests: LATER,
  tooManySignIns: LATER,
  tooManyAtOnce: 'Let another command end, or wait a minute; then run the command again.',
  tokenRefused: AGAIN,
  commandsMissing: AGAIN,
  tooManyMessages: LATER,
  tooManyChats: LATER,
  tooManyVisitors: LATER,
  tooManyUploads: LATER,
  tooManyStreams: LATER,
  rangeNotSatisfiable: OLD_PROGRAM,
  headersTooLarge: CHECK_ADDRESS,
  internal: 'Run the command again; if it fails again, give the operator the time.',
  chatDamaged: 'Tell the operator, who runs parley doctor.',
  outcomeUnknown: 'Run the command again: what was made already is not made twice.',
  storeFull: 'Ask the operator to make room on the disk, then run the command again.',
  filesUnavailable: LATER,
  busy: LATER,
  httpVersionNotSupported: CHECK_ADDRESS,
};

/** The sentences of a refusal for whoever gave the options of a command. */
export function commandMessage({ error, ...details }: Refusal): string {
  const [{ message }] = errorBody(error, details).errors;
  const advice = COMMAND_ADVICE[error];
  return advice === undefined ? message : message.slice(0, -ERRORS[error].whatToDo.length) + advice;
}
