/** The bodies by which projects are made and changed. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { givenName } from './access-fields.ts';
import { ProjectInReply } from './envelope.ts';
import { NEVER_NULL, noErrors, reply } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';

const zoneField = Type.String({
  minLength: 1,
  maxLength: 100,
  ...field({
    description: 'IANA name of its time zone, in which times are printed and days begin.',
    absent: NEVER_NULL,
    example: 'Europe/Budapest',
    unit: 'text',
    privacy: 'open',
  }),
});

export const PROJECT_REQUEST = { projectid: 823, name: 'Sales', timeZone: 'Europe/Budapest' };

export const ProjectRequest = reply(
  'ProjectRequest',
  'A project to be made.',
  {
    projectid: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      ...field({
        description: 'Its number, for good.',
        absent: NEVER_NULL,
        example: PROJECT_REQUEST.projectid,
        unit: ID_UNIT,
        privacy: 'open',
      }),
    }),
    name: givenName('What people call it.', PROJECT_REQUEST.name),
    timeZone: zoneField,
  },
  PROJECT_REQUEST,
);
export type ProjectRequest = Static<typeof ProjectRequest>;

export const ProjectChange = reply(
  'ProjectChange',
  'What is to change of a project.',
  { timeZone: zoneField },
  { timeZone: 'Europe/Budapest' },
);
export type ProjectChange = Static<typeof ProjectChange>;

export const ProjectReply = reply(
  'ProjectReply',
  'The project as it is now.',
  { response: ProjectInReply, errors: noErrors },
  { response: { projectid: 823 }, errors: [] },
);
export type ProjectReply = Static<typeof ProjectReply>;
