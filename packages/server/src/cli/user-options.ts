/** Options and words that the commands for people share. */

import { type LinkPurpose, readLogin, type UserKey } from '../model/user.ts';
import type { OptionSpec, OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { addressOfLink, createSignInLink } from '../services/people/sign-in-links.ts';
import type { ChatStore } from '../store/chat-store.ts';
import { type CommandIo, reportFailure } from './command-io.ts';
import { operatorDeed } from './operator-deed.ts';
import { PUBLIC_URL, required, STORE_OPTIONS, TENANT } from './option-groups.ts';

/** Of a command about one person. */
export const USER_OPTIONS = {
  ...STORE_OPTIONS,
  tenant: required(TENANT),
  login: {
    kind: 'text',
    shape: {
      words: 'up to 64 letters, digits and . _ @ + -, beginning with a letter or digit',
      read: readLogin,
    },
    isRequired: true,
    sentence: 'Name that the person signs in with, for example a mail address; upper and lower case are the same.',
  },
} as const satisfies OptionSpecs;

/** Where `parley serve` listens when nothing else is said. */
const USUAL_URL = 'http://127.0.0.1:8822';

/** Of a command that prints a link. */
export const LINK_OPTIONS = {
  publicUrl: {
    ...PUBLIC_URL,
    sentence: `Address at which the person reaches the server, for the link; without it ${USUAL_URL}.`,
  },
} as const satisfies OptionSpecs;

/** Whether a link connects an account of the OpenID Connect provider. */
export const OPENID_FLAG = {
  kind: 'flag',
  sentence: 'Print a link that connects an account of the OpenID Connect provider to the person instead of signing in.',
} as const satisfies OptionSpec;

export function userKeyOf({ tenant, login }: Pick<OptionValues<typeof USER_OPTIONS>, 'tenant' | 'login'>): UserKey {
  return { tenantId: tenant, login };
}

export function reportNobody(io: CommandIo, { tenantId, login }: UserKey): number {
  return reportFailure(io, `tenant ${tenantId} has nobody with the login ${login}; see parley user list`);
}

/** After the login. */
export const OPENID_ONLY =
  'signs in by the OpenID Connect provider only; parley user change --passwords allows passwords and links';

const LINK_SENTENCES: Readonly<Record<LinkPurpose, (login: string) => string>> = {
  'sign-in': (login) => `this link signs ${login} in`,
  openid: (login) => `this link connects the account with which its reader signs in at the provider to ${login}`,
};

/** Prints a new link of that purpose; false when the person may not sign in, or not by such a link. */
export async function printLink(
  store: Pick<ChatStore, 'users'>,
  key: UserKey,
  publicUrl: string | null,
  io: CommandIo,
  purpose: LinkPurpose = 'sign-in',
): Promise<boolean> {
  const token = await createSignInLink(store.users, key, operatorDeed(io), io.randomness, purpose);
  if (token === null) return false;
  io.stderr.write(`${LINK_SENTENCES[purpose](key.login)}, once, within an hour; open it in a browser:\n`);
  io.stdout.write(`${addressOfLink((publicUrl ?? USUAL_URL).replace(/\/$/, ''), token, purpose)}\n`);
  return true;
}
