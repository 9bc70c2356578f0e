/** The operation that reads the audit log. Part of the list of operations. */
import { AuditReply } from './audit-envelope.ts';
import { json, KEYED, type Operation, UNCACHED_HEADERS, WITH_PARAMETERS } from './operation.ts';

export const GET_AUDIT = {
  operationId: 'getAudit',
  method: 'GET',
  path: '/v2/audit',
  tag: 'Privacy',
  summary: 'See who read and removed what',
  description:
    'Who read, searched, exported, counted, erased and redacted what of the projects that the key may see, the newest first. Values of filters that could name a person or quote a chat are not kept. A key or person limited to queues sees only what they did themselves.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: {
    description: 'A page of the audit log.',
    contents: json(AuditReply),
    headers: ['Link', 'Parley-Warning', ...UNCACHED_HEADERS],
  },
  isConditional: false,
  errors: [...KEYED, ...WITH_PARAMETERS, 'scopeMissing', 'projectNotFound', 'conflictingParameters'],
  scopes: ['admin'],
  since: '0.1.0',
  exampleTarget: '/v2/audit?actor=user%20anna&from=2026-01-05T00:00:00Z',
} as const satisfies Operation;
