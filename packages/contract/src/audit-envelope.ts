/** The bodies around the audit log. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { AUDIT_ACTIONS, AUDIT_ACTIONS_IN_WORDS, type AuditAction } from './audit-actions.ts';
import { NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';
import { LOG_FORMATS, type LogFormat } from './log-formats.ts';

const LINE = {
  at: '2026-01-05T10:00:00Z',
  projectid: 822,
  actor: 'user anna',
  action: 'chats.searched',
  target: null,
  reason: null,
  format: null,
  filters: [
    { name: 'disposition', value: 'Missed' },
    { name: 'q', value: null },
  ],
  requests: 3,
  rows: 150,
} as const;
const NOT_A_READ = 'null for anything but reads';

export const AuditedFilter = reply(
  'AuditedFilter',
  'A filter by which chats were chosen.',
  {
    name: plainText('Its parameter.', NEVER_NULL, LINE.filters[0].name),
    value: Type.Union(
      [Type.String(), Type.Null()],
      field({
        description: 'Its value, as it was given.',
        absent: 'null where it could name a person or quote a chat: then only that it was given is known',
        example: LINE.filters[0].value,
        unit: 'text',
        privacy: 'open',
      }),
    ),
  },
  LINE.filters[0],
);

export const AuditLine = reply(
  'AuditLine',
  'What somebody read, removed or administered. Reads of the same kind in the same minute are one line.',
  {
    at: Type.String({
      format: 'date-time',
      ...field({
        description: 'When, in UTC; of reads the minute in which they began.',
        absent: NEVER_NULL,
        example: LINE.at,
        privacy: 'open',
      }),
    }),
    projectid: Type.Union(
      [Type.Integer({ minimum: 0 }), Type.Null()],
      field({
        description: 'The project.',
        absent: 'null for what was done to projects, keys, people and views',
        example: 822,
        unit: ID_UNIT,
        privacy: 'open',
      }),
    ),
    actor: plainText(
      'Who: `user` and a login, `key` and the first characters of an API key, or `operator` for the command line.',
      NEVER_NULL,
      LINE.actor,
    ),
    action: Type.Unsafe<AuditAction>({
      type: 'string',
      enum: [...AUDIT_ACTIONS],
      ...field({
        description: `What they did. ${AUDIT_ACTIONS_IN_WORDS}.`,
        absent: NEVER_NULL,
        example: LINE.action,
        privacy: 'open',
      }),
    }),
    target: Type.Union(
      [Type.String(), Type.Null()],
      field({
        description:
          'The one thing that it was about, for example `chat 7`, `chat 7 message 3`, `contact 6`, `person anna: role analyst`.',
        absent: 'null where the filters chose the chats',
        example: 'chat 7',
        unit: 'text',
        privacy: 'open',
      }),
    ),
    reason: Type.Union(
      [Type.String(), Type.Null()],
      field({
        description: 'Why, as whoever removed it said.',
        absent: 'null where no reason was given, and for anything but removals',
        example: 'the visitor asked for it',
        unit: 'text',
        privacy: 'open',
      }),
    ),
    format: Type.Unsafe<LogFormat | null>({
      enum: [...LOG_FORMATS, null],
      ...field({
        description: 'Format of an export.',
        absent: 'null for anything else',
        example: 'csv',
        privacy: 'open',
      }),
    }),
    filters: Type.Union(
      [Type.Array(AuditedFilter), Type.Null()],
      field({
        description: 'The filters, by name; [] for none.',
        absent: 'null where different filters were counted together, because there were too many to keep apart',
        example: LINE.filters,
        privacy: 'open',
      }),
    ),
    requests: Type.Union(
      [Type.Integer({ minimum: 0 }), Type.Null()],
      field({
        description: 'How many requests this line counts.',
        absent: NOT_A_READ,
        example: LINE.requests,
        unit: 'requests',
        privacy: 'open',
      }),
    ),
    rows: Type.Union(
      [Type.Integer({ minimum: 0 }), Type.Null()],
      field({
        description: 'How many chats were in the replies, or, of statistics and digests, were counted.',
        absent: NOT_A_READ,
        example: LINE.rows,
        unit: 'chats',
        privacy: 'open',
      }),
    ),
  },
  LINE,
);
export type AuditLine = Static<typeof AuditLine>;

export const AuditReply = reply(
  'AuditReply',
  'A page of the audit log.',
  {
    response: Type.Array(
      AuditLine,
      field({
        description: 'The lines, the newest first.',
        absent: '[] past the end',
        example: [],
        privacy: 'open',
      }),
    ),
    errors: noErrors,
  },
  { response: [LINE], errors: [] },
);
export type AuditReply = Static<typeof AuditReply>;
