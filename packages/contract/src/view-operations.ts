/** The operations on saved views. Part of the list of operations. */
import type { ErrorName } from './errors.ts';
import { IN_A_PROJECT, json, KEYED, NO_PARAMETERS, type Operation, UNCACHED_HEADERS } from './operation.ts';
import { DeletedViewReply, VIEW_REQUEST, ViewChange, ViewReply, ViewRequest, ViewsReply } from './view-envelope.ts';

const READING: readonly ErrorName[] = [...KEYED, ...IN_A_PROJECT, ...NO_PARAMETERS, 'notAcceptable'];
const CHANGING: readonly ErrorName[] = [...READING, 'foreignOrigin', 'outcomeUnknown'];
const WITH_BODY: readonly ErrorName[] = [
  ...CHANGING,
  'unsupportedMediaType',
  'malformedBody',
  'filterNotAllowed',
  'personNeeded',
];
const OF_ONE: readonly ErrorName[] = ['viewNotFound', 'viewNotYours', 'viewChanged', 'versionNeeded'];

const VIEW = {
  tag: 'Views',
  isConditional: false,
  scopes: ['chats:read', 'chats:metadata'],
  since: '0.1.0',
} as const satisfies Partial<Operation>;

const LIST_PATH = '/v2/projects/{projectid}/views';
const PATH = '/v2/projects/{projectid}/views/{viewId}';

export const LIST_VIEWS = {
  ...VIEW,
  operationId: 'listViews',
  method: 'GET',
  path: LIST_PATH,
  summary: 'List the saved views',
  description: "The views of the project and one's own. Those with filters that whoever asks may not use are left out.",
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: { description: 'The views.', contents: json(ViewsReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/projects/822/views',
} as const satisfies Operation;

export const CREATE_VIEW = {
  ...VIEW,
  operationId: 'createView',
  method: 'POST',
  path: LIST_PATH,
  summary: 'Save a view',
  description:
    'Saves filters under a name: for oneself, or for everybody in the project, which needs `chats:read`. A key can save only what everybody has.',
  requestHeaders: ['Prefer'],
  requestBody: { description: 'The view.', schema: ViewRequest, example: VIEW_REQUEST },
  success: { description: 'The view as it is now.', contents: json(ViewReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, 'viewNotYours', 'tooManyViews'],
  exampleTarget: '/v2/projects/822/views',
} as const satisfies Operation;

export const CHANGE_VIEW = {
  ...VIEW,
  operationId: 'changeView',
  method: 'PATCH',
  path: PATH,
  summary: 'Change a saved view',
  description:
    'Changes its name, its filters or both. Needs the version that was read, so that nobody overwrites what another has changed meanwhile.',
  requestHeaders: ['If-Match', 'Prefer'],
  requestBody: { description: 'What is to change.', schema: ViewChange, example: { name: 'Missed and late' } },
  success: { description: 'The view as it is now.', contents: json(ViewReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, ...OF_ONE],
  exampleTarget: '/v2/projects/822/views/1',
} as const satisfies Operation;

export const DELETE_VIEW = {
  ...VIEW,
  operationId: 'deleteView',
  method: 'DELETE',
  path: PATH,
  summary: 'Delete a saved view',
  description: 'Removes the view for everybody who has it. Needs the version that was read.',
  requestHeaders: ['If-Match', 'Prefer'],
  requestBody: null,
  success: { description: 'The view is gone.', contents: json(DeletedViewReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, ...OF_ONE],
  exampleTarget: '/v2/projects/822/views/1',
} as const satisfies Operation;
