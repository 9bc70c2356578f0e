/** Addresses of attachments: the permanent one of the log, and links that open one file for a day to whoever has them. */
import type { Attachment } from '@parley/contract';
import { type ProjectScope, projectId, type TenantId } from '../../model/ids.ts';
import { type Instant, instant } from '../../model/instant.ts';
import { SignedTokens } from '../../platform/signed-tokens.ts';

const LINK = 'pa1';
const HOUR_MS = 3_600_000;
const LIFE_HOURS = 24;
const PERMANENT = /\/v2\/projects\/(\d{1,16})\/attachments\/([0-9a-f-]{36})$/;

interface LinkClaims {
  readonly tenant: string;
  readonly project: number;
  readonly attachment: string;
  readonly endsAt: number;
}

export class AttachmentLinks {
  readonly #tokens: SignedTokens;
  readonly #base: string;
  readonly #nowMs: () => number;

  /** `secret`: 32 random bytes of the store. `publicUrl`: null for addresses that begin with the path. */
  constructor(secret: Uint8Array, publicUrl: string | null, nowMs: () => number) {
    this.#tokens = new SignedTokens(secret, 'parley attachment links');
    this.#base = (publicUrl ?? '').replace(/\/$/, '');
    this.#nowMs = nowMs;
  }

  permanentOf(project: number, attachmentId: string): string {
    return `${this.#base}/v2/projects/${project}/attachments/${attachmentId}`;
  }

  /** With a link in place of a permanent address of that project; anything else as it is. */
  linked(scope: ProjectScope, attachment: Attachment): Attachment {
    const [, project, id] = PERMANENT.exec(attachment.payload.url ?? '') ?? [];
    if (id === undefined || Number(project) !== scope.projectId) return attachment;
    return { ...attachment, payload: { ...attachment.payload, url: this.#linkTo(scope, id) } };
  }

  /** The project of the file that the link opens; null when it opens another, or none any more. */
  read(token: string, attachmentId: string, now: Instant): ProjectScope | null {
    const claims = this.#tokens.read<LinkClaims>(LINK, token);
    if (claims === null || claims.attachment !== attachmentId || instant(claims.endsAt) <= now) return null;
    return { tenantId: claims.tenant as TenantId, projectId: projectId(claims.project) };
  }

  /** The same for an hour, so that a browser asks once for what it shows again. */
  #linkTo({ tenantId, projectId: project }: ProjectScope, attachment: string): string {
    const endsAt = (Math.floor(this.#nowMs() / HOUR_MS) + 1 + LIFE_HOURS) * HOUR_MS;
    const token = this.#tokens.make(LINK, { tenant: tenantId, project, attachment, endsAt } satisfies LinkClaims);
    return `${this.#base}/v2/live/attachments/${attachment}?token=${token}`;
  }
}
