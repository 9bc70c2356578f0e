/** The bodies of saved views. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { givenName, instantField } from './access-fields.ts';
import { NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';

/** Longest query string of a view, in characters. */
export const LONGEST_VIEW_QUERY = 2_000;

const queryField = Type.String({
  maxLength: LONGEST_VIEW_QUERY,
  ...field({
    description: 'Parameters of the log as a query string, without those of paging and format.',
    absent: '"" for every chat',
    example: 'disposition=Missed&slaStatus=Out+of+SLA',
    unit: 'text',
    privacy: 'content',
  }),
});

const sharedField = Type.Boolean(
  field({
    description: 'Whether everybody in the project has it; else only who made it.',
    absent: NEVER_NULL,
    example: true,
    privacy: 'open',
  }),
);

const nameField = givenName('What it is called.', 'Missed and late');

export const VIEW_REQUEST = {
  name: 'Missed and late',
  query: 'disposition=Missed&slaStatus=Out+of+SLA',
  isShared: true,
};

const VIEW = {
  viewId: 4,
  ...VIEW_REQUEST,
  mayChange: true,
  version: '1795773600000',
  changedBy: 'Anna Kis',
  changedAt: '2026-11-27T10:00:00Z',
};

export const View = reply(
  'View',
  'A list of chats that somebody gave a name.',
  {
    viewId: Type.Integer({
      minimum: 1,
      ...field({ description: 'The view.', absent: NEVER_NULL, example: 4, unit: ID_UNIT, privacy: 'open' }),
    }),
    name: nameField,
    query: queryField,
    isShared: sharedField,
    mayChange: Type.Boolean(
      field({ description: 'Whether whoever asks may change it.', absent: NEVER_NULL, example: true, privacy: 'open' }),
    ),
    version: Type.String({
      pattern: '^[0-9]+$',
      ...field({
        description: 'Another after each change. A change sends it as `If-Match: "VERSION"`.',
        absent: NEVER_NULL,
        example: VIEW.version,
        privacy: 'open',
      }),
    }),
    changedBy: plainText('Who made this version.', NEVER_NULL, VIEW.changedBy),
    changedAt: instantField('When this version was made.', VIEW.changedAt),
  },
  VIEW,
);
export type View = Static<typeof View>;

export const ViewsReply = reply(
  'ViewsReply',
  'Saved views.',
  {
    response: Type.Array(
      View,
      field({
        description: "Those of the project and one's own, by name.",
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    errors: noErrors,
  },
  { response: [VIEW], errors: [] },
);
export type ViewsReply = Static<typeof ViewsReply>;

export const ViewReply = reply(
  'ViewReply',
  'The view as it is now.',
  { response: View, errors: noErrors },
  { response: VIEW, errors: [] },
);
export type ViewReply = Static<typeof ViewReply>;

export const ViewRequest = reply(
  'ViewRequest',
  'A view to be saved.',
  { name: nameField, query: queryField, isShared: sharedField },
  VIEW_REQUEST,
);
export type ViewRequest = Static<typeof ViewRequest>;

export const ViewChange = reply(
  'ViewChange',
  'What is to change of a view; what is left out stays.',
  { name: Type.Optional(nameField), query: Type.Optional(queryField) },
  { name: 'Missed and late' },
);
export type ViewChange = Static<typeof ViewChange>;

export const DeletedViewReply = reply(
  'DeletedViewReply',
  'The view is gone.',
  {
    response: Type.Object(
      {},
      {
        additionalProperties: false,
        ...field({ description: 'Nothing.', absent: NEVER_NULL, example: {}, privacy: 'open' }),
      },
    ),
    errors: noErrors,
  },
  { response: {}, errors: [] },
);
