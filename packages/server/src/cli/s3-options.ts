/** Options about the S3-compatible service that has the files of chats. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { matching, type OptionSpecs, type OptionValues } from '../platform/option-spec.ts';
import type { Environment } from '../platform/options.ts';
import type { S3Address, S3Credentials } from '../platform/s3-address.ts';
import type { S3Place } from '../platform/s3-shelf.ts';
import { describeSystemError } from '../platform/system-error.ts';
import type { StorePlace } from '../store/open-store.ts';
import { UPLOADS_FOLDER } from '../store/sqlite/store-files.ts';
import { OptionRefused } from './option-refused.ts';

export const S3_OPTIONS = {
  s3Endpoint: {
    kind: 'text',
    env: 'PARLEY_S3_ENDPOINT',
    shape: { words: 'an address such as https://s3.example.com', read: readEndpoint },
    sentence: 'Address of the S3-compatible service of --attachments s3://…; without it that of Amazon in the region.',
  },
  s3Region: {
    kind: 'text',
    env: 'PARLEY_S3_REGION',
    shape: matching(/^[A-Za-z0-9-]{1,60}$/, 'a name such as eu-central-1'),
    default: 'us-east-1',
    sentence: 'Region of the bucket, as the service names it.',
  },
  s3CredentialsFile: {
    kind: 'path',
    env: 'PARLEY_S3_CREDENTIALS_FILE',
    sentence:
      'File with the lines aws_access_key_id = … and aws_secret_access_key = …; without it AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment.',
  },
  uploadFolder: {
    kind: 'path',
    env: 'PARLEY_UPLOAD_FOLDER',
    sentence:
      'Folder of this machine in which uploads are until they are in the bucket; without it the folder uploads beside the store, and with a database one in the temporary folder of the system.',
  },
} as const satisfies OptionSpecs;

function readEndpoint(text: string): string | null {
  if (!/^https?:\/\/[^\s?#]+$/.test(text) || !URL.canParse(text)) return null;
  const { username, password } = new URL(text);
  return username === '' && password === '' ? text : null;
}

/** @throws OptionRefused without credentials */
export function s3PlaceOf(
  bucket: Pick<S3Address, 'bucket' | 'prefix'>,
  {
    s3Endpoint,
    s3Region,
    s3CredentialsFile,
    uploadFolder,
    data,
    database,
  }: OptionValues<typeof S3_OPTIONS> & StorePlace,
  environment: Environment,
): S3Place {
  const usual = database === null ? join(data, UPLOADS_FOLDER) : temporaryFolder();
  const credentials = s3CredentialsFile === null ? credentialsIn(environment) : credentialsOf(s3CredentialsFile);
  return { ...bucket, endpoint: s3Endpoint, region: s3Region, credentials, incoming: uploadFolder ?? usual };
}

/** One for each user, so that nobody finds another's in its place. */
function temporaryFolder(): string {
  return join(tmpdir(), `parley-uploads-${process.getuid?.() ?? 0}`);
}

function credentialsIn(environment: Environment): S3Credentials {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '', AWS_SESSION_TOKEN: token = '' } = environment;
  const missing = id === '' ? 'AWS_ACCESS_KEY_ID' : secret === '' ? 'AWS_SECRET_ACCESS_KEY' : null;
  if (missing !== null) {
    throw new OptionRefused(`${missing} is not set; set it, or give a file with --s3-credentials-file`);
  }
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: token === '' ? null : token };
}

/** Lines `name = value` as Amazon's own programs keep them; of several sections the first. Nothing of the file is repeated. */
function credentialsOf(file: string): S3Credentials {
  const values = new Map<string, string>();
  for (const line of readLines(file)) {
    const at = line.indexOf('=');
    const name = line.slice(0, Math.max(0, at)).trim().toLowerCase();
    if (at > 0 && !values.has(name)) values.set(name, line.slice(at + 1).trim());
  }
  const [id, secret] = [values.get('aws_access_key_id') ?? '', values.get('aws_secret_access_key') ?? ''];
  const missing = id === '' ? 'aws_access_key_id' : secret === '' ? 'aws_secret_access_key' : null;
  if (missing !== null) {
    throw new OptionRefused(`--s3-credentials-file ${file} has no line ${missing} = …; add it`);
  }
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: values.get('aws_session_token') ?? null };
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch (error) {
    throw new OptionRefused(
      `--s3-credentials-file cannot be read: ${describeSystemError(error) ?? 'it failed'}; give another`,
    );
  }
}
