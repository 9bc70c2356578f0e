/** Options of `parley serve` about the OpenID Connect provider by which people sign in. */
import { readFileSync } from 'node:fs';
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { describeSystemError } from '../platform/system-error.ts';
import type { OpenidOptions } from '../services/people/openid-provider.ts';

export const OPENID_OPTIONS = {
  openidIssuer: {
    kind: 'text',
    env: 'PARLEY_OPENID_ISSUER',
    shape: { words: 'an address such as https://login.example.com/realms/acme', read: readIssuer },
    sentence:
      'OpenID Connect provider by which people sign in, as it spells itself; its redirect address is --public-url with /openid/callback.',
  },
  openidClient: {
    kind: 'text',
    env: 'PARLEY_OPENID_CLIENT',
    sentence: 'Name by which the provider knows this server (client_id).',
  },
  openidSecretFile: {
    kind: 'path',
    env: 'PARLEY_OPENID_SECRET_FILE',
    sentence: 'File whose first line is the secret of that client; without it the client is a public one.',
  },
  openidLabel: {
    kind: 'text',
    env: 'PARLEY_OPENID_LABEL',
    default: 'single sign-on',
    sentence: 'What the page for signing in calls the provider.',
  },
} as const satisfies OptionSpecs;

/** HTTPS, or plain HTTP on this machine. */
function readIssuer(text: string): string | null {
  if (!/^https?:\/\/[^\s?#]+$/.test(text) || !URL.canParse(text)) return null;
  const { protocol, hostname, username } = new URL(text);
  const isOwnMachine = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return username === '' && (protocol === 'https:' || isOwnMachine) ? text : null;
}

/** null without a provider. */
export function readOpenid({
  openidIssuer: issuer,
  openidClient: clientId,
  openidSecretFile: file,
  openidLabel: label,
  publicUrl,
}: OptionValues<typeof OPENID_OPTIONS> & { readonly publicUrl: string | null }):
  | OpenidOptions
  | { readonly problem: string }
  | null {
  if (issuer === null) {
    const given = clientId === null ? (file === null ? null : '--openid-secret-file') : '--openid-client';
    return given === null ? null : { problem: `${given} goes with --openid-issuer; give it, or leave both out` };
  }
  if (clientId === null)
    return { problem: '--openid-client is missing; give the name by which the provider knows this server' };
  if (publicUrl === null) {
    return {
      problem: '--public-url is missing; the provider sends people back to it, give the address of this server',
    };
  }
  const secret = file === null ? { text: null } : readSecret(file);
  if ('problem' in secret) return secret;
  const redirectUri = `${publicUrl.replace(/\/$/, '')}/openid/callback`;
  return { issuer, clientId, clientSecret: secret.text, label, redirectUri };
}

function readSecret(file: string): { readonly text: string } | { readonly problem: string } {
  try {
    const [text = ''] = readFileSync(file, 'utf8').split(/\r?\n/, 1);
    return text === ''
      ? { problem: `--openid-secret-file ${file} has nothing in its first line; put the secret there` }
      : { text };
  } catch (error) {
    const reason = describeSystemError(error);
    if (reason === null) throw error;
    return { problem: `--openid-secret-file ${file} cannot be read: ${reason}` };
  }
}
