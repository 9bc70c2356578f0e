/** What an S3-compatible service refuses with, in words for operators. */
import { ShelfFailure } from './shelf-failure.ts';

export class S3Failure extends ShelfFailure {
  /** 0 when there was no answer. */
  readonly status: number;
  /** As the service names the error; "" when it did not. */
  readonly code: string;
  /** Whether the same request may succeed a moment later. */
  readonly isPassing: boolean;

  constructor(
    message: string,
    { status = 0, code = '', isPassing = false }: Partial<Pick<S3Failure, 'status' | 'code' | 'isPassing'>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.isPassing = isPassing;
  }

  /** Whether the bucket is there, and the object is not. */
  get isMissingObject(): boolean {
    return this.status === 404 && this.code !== 'NoSuchBucket';
  }
}

const RIGHTS =
  'allow these credentials s3:GetObject, s3:PutObject and s3:DeleteObject on what is in it, and s3:ListBucket on it';
const CREDENTIALS =
  'give the right ones in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or in the file of --s3-credentials-file';
const REGION = 'give the right --s3-region, and the --s3-endpoint of that region if there is one';

/** Second halves of sentences that begin with the place. */
const SENTENCES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    NoSuchBucket: 'is not there: make the bucket, or give the right --attachments and --s3-endpoint',
    AccessDenied: `may not be used: ${RIGHTS}`,
    AllAccessDisabled: 'is closed for everybody: ask whoever runs the service',
    InvalidAccessKeyId: `does not know the access key: ${CREDENTIALS}`,
    SignatureDoesNotMatch: `does not accept the secret key: ${CREDENTIALS}`,
    ExpiredToken: `does not accept credentials that have ended: ${CREDENTIALS}`,
    InvalidToken: `does not accept the session token: ${CREDENTIALS}`,
    RequestTimeTooSkewed: 'has another time than this machine: set its clock',
    PermanentRedirect: `is in another region: ${REGION}`,
    TemporaryRedirect: `is in another region: ${REGION}`,
    AuthorizationHeaderMalformed: `is in another region: ${REGION}`,
    XAmzContentSHA256Mismatch: 'received other bytes than were sent, and kept nothing: look at what is between',
    QuotaExceeded: 'has no room: make some, or raise the limit',
    InsufficientStorage: 'has no room: make some, or raise the limit',
  }),
);

const OF_STATUS: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  307: 'TemporaryRedirect',
  403: 'AccessDenied',
};

/** Errors with a status below 500 that a repetition may be spared. */
const PASSING_CODES: readonly string[] = ['RequestTimeout', 'SlowDown', 'OperationAborted'];

/** `place`: the bucket, for people. `code`: as the service named it, or "". */
export function s3Refusal(place: string, status: number, code: string): S3Failure {
  const named = SENTENCES.get(code) ?? SENTENCES.get(OF_STATUS[status] ?? '');
  const isPassing = status >= 500 || status === 429 || PASSING_CODES.includes(code);
  const said = `${status}${code === '' ? '' : ` ${code}`}`;
  const sentence =
    named ?? (isPassing ? 'fails: look at that service' : 'refuses: look at what that service says of it');
  return new S3Failure(`${place} ${sentence} (it answered ${said})`, { status, code, isPassing });
}

/** Of a service that does not answer, or whose answer broke off. */
export function s3Silence(place: string, cause: unknown): S3Failure {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const said = code === '' || code === 'ABORT_ERR' ? 'nothing came for too long' : code;
  return new S3Failure(
    `${place} does not answer: look at that service and the network, or give the right --s3-endpoint (${said})`,
    { isPassing: true },
    { cause },
  );
}
