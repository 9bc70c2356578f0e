/** The bodies around signing in by an OpenID Connect provider. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field } from './field.ts';

const OPENID = { label: 'Example SSO' } as const;

export const OpenidWay = reply(
  'OpenidWay',
  'An OpenID Connect provider by which people sign in.',
  { label: plainText('What the operator calls it.', NEVER_NULL, OPENID.label) },
  OPENID,
);

export const SignInWays = reply(
  'SignInWays',
  'How people can sign in besides by a password or a link.',
  {
    openid: Type.Union(
      [OpenidWay, Type.Null()],
      field({
        description: 'By POST /v2/session/openid.',
        absent: 'null when the server knows no provider',
        example: OPENID,
        privacy: 'open',
      }),
    ),
  },
  { openid: OPENID },
);
export type SignInWays = Static<typeof SignInWays>;

export const SignInWaysReply = reply(
  'SignInWaysReply',
  'How people can sign in.',
  { response: SignInWays, errors: noErrors },
  { response: { openid: OPENID }, errors: [] },
);
export type SignInWaysReply = Static<typeof SignInWaysReply>;

const LOCATION = 'https://login.example.com/authorize?client_id=parley&state=c3RhdGU';

export const OpenidStart = reply(
  'OpenidStart',
  'Where the browser goes to sign in.',
  { location: plainText('Address of the provider, for this attempt only.', NEVER_NULL, LOCATION) },
  { location: LOCATION },
);

export const OpenidStartReply = reply(
  'OpenidStartReply',
  'Where the browser goes to sign in.',
  { response: OpenidStart, errors: noErrors },
  { response: { location: LOCATION }, errors: [] },
);
export type OpenidStartReply = Static<typeof OpenidStartReply>;

/** Longest path to return to. */
const LONGEST_PATH = 2_000;
const RETURN_TO = '/projects/822/chats';

/** What signing in by the provider is for. */
export const OpenidRequest = Type.Object(
  {
    returnTo: Type.Optional(
      Type.String({
        maxLength: LONGEST_PATH,
        ...field({
          description: 'Path of this server to come back to; any other address is taken for `/`.',
          absent: 'left out for /',
          example: RETURN_TO,
          unit: 'text',
          privacy: 'open',
        }),
      }),
    ),
    link: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        ...field({
          description:
            'What follows `#connect=` in an invitation: the account of the provider is connected to its person.',
          absent: 'left out without an invitation',
          example: 'mF0o4ZrXxkR7bq1s3vJ5nT8wYcE2aHdLgUeKpQiVtBs',
          unit: 'text',
          privacy: 'identity',
        }),
      }),
    ),
    connect: Type.Optional(
      Type.Literal(
        true,
        field({
          description: 'The account of the provider is connected to the person who is signed in.',
          absent: 'left out to sign in',
          example: true,
          privacy: 'open',
        }),
      ),
    ),
  },
  {
    $id: 'OpenidRequest',
    additionalProperties: false,
    ...field({
      description: 'What signing in is for; at most one of link and connect.',
      absent: NEVER_NULL,
      example: { returnTo: RETURN_TO },
      privacy: 'identity',
    }),
  },
);
export type OpenidRequest = Static<typeof OpenidRequest>;
