/** Where a bucket of an S3-compatible service is, and who may use it. */

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that end; null for others. */
  readonly sessionToken: string | null;
}

export interface S3Address {
  readonly bucket: string;
  /** What names in the bucket begin with: "" or `parts/of/a/name/`. */
  readonly prefix: string;
  /** Address of the service; null for that of Amazon in the region. */
  readonly endpoint: string | null;
  readonly region: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What needs no encoding anywhere. */
const PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const SCHEME = 's3://';

/** Of `s3://bucket` or `s3://bucket/prefix`; null for anything else. */
export function readS3Url(text: string): Pick<S3Address, 'bucket' | 'prefix'> | null {
  if (!text.startsWith(SCHEME)) return null;
  const [bucket = '', ...parts] = text.slice(SCHEME.length).replace(/\/$/, '').split('/');
  if (!BUCKET.test(bucket) || !parts.every((part) => PART.test(part))) return null;
  return { bucket, prefix: parts.map((part) => `${part}/`).join('') };
}

/** As it was given. */
export function printS3Url({ bucket, prefix }: Pick<S3Address, 'bucket' | 'prefix'>): string {
  return `${SCHEME}${bucket}/${prefix}`.replace(/\/$/, '');
}

/**
 * Address of the bucket, without a slash at the end. The bucket stands in the path, as every service takes it, unless the
 * endpoint's host already begins with its name; Amazon's own address has it in the host, but for names that its certificate
 * does not cover.
 */
export function urlOfBucket({ bucket, endpoint, region }: S3Address): string {
  if (endpoint === null) {
    const host = `s3.${region}.amazonaws.com`;
    return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
  }
  const base = endpoint.replace(/\/$/, '');
  return new URL(base).hostname.startsWith(`${bucket}.`) ? base : `${base}/${bucket}`;
}
