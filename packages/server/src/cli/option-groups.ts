/** Options that several commands take. A command spreads them into its own. */
import { isReason, REASON_WORDS } from '@parley/contract/removal-reason';
import { projectId, queueId, tenantId } from '../model/ids.ts';
import { isHost } from '../platform/host-name.ts';
import { matching, type OptionSpec, type OptionSpecs, type OptionValues } from '../platform/option-spec.ts';
import { DEFAULT_ROW_RULES, type RowRules } from '../services/import/row-rules.ts';

/** A required option. */
export function required<const O extends OptionSpec>(option: O): O & { readonly isRequired: true } {
  return { ...option, isRequired: true };
}

export const POSTGRES_ADDRESS = matching(
  /^postgres(ql)?:\/\/\S+$/,
  'an address such as postgres://user@host:5432/parley',
);

/** Where the store is. */
export const STORE_OPTIONS = {
  data: {
    kind: 'path',
    env: 'PARLEY_DATA',
    default: './parley-data',
    sentence: 'Folder that holds the store; serve, demo and project create make a new one where there is none.',
  },
  database: {
    kind: 'text',
    env: 'PARLEY_DATABASE',
    shape: POSTGRES_ADDRESS,
    isSecret: true,
    insteadOf: 'data',
    sentence:
      'PostgreSQL database that holds the store, instead of a folder; its password belongs into PGPASSWORD or ~/.pgpass, not on the command line.',
  },
} as const satisfies OptionSpecs;

export const TENANT = {
  kind: 'text',
  env: 'PARLEY_TENANT',
  shape: { words: 'up to 63 lower-case letters, digits and hyphens', read: tenantId },
  sentence: 'The tenant: a customer of the server, and the user name of its API keys.',
} as const satisfies OptionSpec;

export const PROJECT = {
  kind: 'integer',
  env: 'PARLEY_PROJECT',
  minimum: 0,
  as: projectId,
  sentence: 'Number of the project, as in the address of the log.',
} as const satisfies OptionSpec;

function readAddress(text: string): string | null {
  const [, host = ''] = /^https?:\/\/([^\s/?#]+)(?:\/[^\s?#<>"]*)?$/.exec(text) ?? [];
  return isHost(host) ? text : null;
}

/** Of commands that remove something. */
export const REASON = {
  kind: 'text',
  shape: { words: REASON_WORDS, read: (text) => (isReason(text) ? text : null) },
  sentence: 'Why, for the audit log; never what was written or by whom, because the reason stays.',
} as const satisfies OptionSpec;

export const PUBLIC_URL = {
  kind: 'text',
  env: 'PARLEY_PUBLIC_URL',
  shape: { words: 'an address such as https://chat.example.com', read: readAddress },
  sentence: 'Address at which clients reach this server, for links; without it the host of each request.',
} as const satisfies OptionSpec;

/** The shape of a name that people give. */
export const NAME_SHAPE = matching(/^\P{Cc}{1,200}$/u, 'a line of 1 to 200 characters');

/** Which projects a key or a person may see. */
export function visibleProjects(whose: 'key' | 'person') {
  return {
    kind: 'list',
    shape: {
      words: 'a whole number',
      read: (text: string) => (/^[0-9]{1,15}$/.test(text) ? projectId(Number(text)) : null),
    },
    isCommaSeparated: true,
    sentence: `Number of a project that the ${whose} may see; without it every project of the tenant, including later ones.`,
  } as const satisfies OptionSpec;
}

/** Chats of which queues a key or a person may see. */
export function visibleQueues(whose: 'key' | 'person') {
  return {
    kind: 'list',
    shape: {
      words: 'a whole number',
      read: (text: string) => (/^[0-9]{1,15}$/.test(text) ? queueId(Number(text)) : null),
    },
    isCommaSeparated: true,
    sentence: `Number of a queue: the ${whose} sees only chats that were in one of the queues given; without it every chat.`,
  } as const satisfies OptionSpec;
}

/** In words, for whoever gave them. */
export function queuesText(queueIds: readonly number[] | null): string {
  if (queueIds === null) return '';
  return `, only chats of ${queueIds.length === 1 ? 'queue' : 'queues'} ${queueIds.join(', ')}`;
}

/** Of a command that works on one project. */
export const PROJECT_OPTIONS = { tenant: required(TENANT), project: required(PROJECT) };

/** Of commands that write files of their own. */
export const OVERWRITE = {
  kind: 'flag',
  sentence: 'Replace files that are there and hold something else; what Parley wrote itself is replaced without it.',
} as const satisfies OptionSpec;

/** Of a command that takes chats from elsewhere: how large one may be. */
export const ROW_RULE_OPTIONS = {
  maxMessages: {
    kind: 'integer',
    minimum: 1,
    maximum: 10_000_000,
    unit: 'messages',
    default: DEFAULT_ROW_RULES.maxMessages,
    sentence:
      'Largest number of messages in a chat; a row with more is rejected. The limits of values and unknown keys follow it.',
  },
  maxDocumentBytes: {
    kind: 'integer',
    minimum: 1_000,
    maximum: 256 * 1024 * 1024,
    unit: 'bytes',
    default: DEFAULT_ROW_RULES.maxDocumentBytes,
    sentence: 'Largest document of a chat; a row with a larger one is rejected.',
  },
  lenient: {
    kind: 'flag',
    sentence: 'Correct numbers written as text, [] for an empty object, and null for what is missing, and count these.',
  },
} as const satisfies OptionSpecs;

/** A worker can be given these, but not all that options hold. */
export function readRowRules(options: OptionValues<typeof ROW_RULE_OPTIONS>): RowRules {
  const { maxMessages, maxDocumentBytes, lenient } = options;
  return { maxMessages, maxDocumentBytes, isLenient: lenient };
}

export const HOST = {
  kind: 'text',
  env: 'PARLEY_HOST',
  shape: matching(/^[A-Za-z0-9.:_%-]+$/, 'an address or a host name'),
  default: '127.0.0.1',
  sentence: 'Address to listen on; 0.0.0.0 or :: means every address of the machine.',
} as const satisfies OptionSpec;

export const AUDIT_DAYS = {
  kind: 'integer',
  env: 'PARLEY_AUDIT_DAYS',
  minimum: 1,
  maximum: 36_500,
  unit: 'days',
  default: 400,
  sentence: 'How long the audit log keeps who read what; what was erased and redacted stays in it for good.',
} as const satisfies OptionSpec;
