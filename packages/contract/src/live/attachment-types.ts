/** What may be sent as an attachment. An entry for each media type; nothing else is taken. */
export type AttachmentKind = 'image' | 'audio' | 'video' | 'file';

export interface AttachmentType {
  /** As the log names it. */
  readonly kind: AttachmentKind;
  /** How names of such files may end, in lower case; the first is given to a name without an end. */
  readonly extensions: readonly string[];
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';

/** Never SVG or HTML, which are programs, and no document with macros. */
export const ATTACHMENT_TYPES = {
  'image/png': { kind: 'image', extensions: ['png'] },
  'image/jpeg': { kind: 'image', extensions: ['jpg', 'jpeg'] },
  'image/gif': { kind: 'image', extensions: ['gif'] },
  'image/webp': { kind: 'image', extensions: ['webp'] },
  'image/avif': { kind: 'image', extensions: ['avif'] },
  'audio/mpeg': { kind: 'audio', extensions: ['mp3'] },
  'audio/mp4': { kind: 'audio', extensions: ['m4a', 'mp4'] },
  'audio/aac': { kind: 'audio', extensions: ['aac'] },
  'audio/ogg': { kind: 'audio', extensions: ['ogg', 'oga', 'opus'] },
  'audio/wav': { kind: 'audio', extensions: ['wav'] },
  'audio/webm': { kind: 'audio', extensions: ['webm', 'weba'] },
  'audio/flac': { kind: 'audio', extensions: ['flac'] },
  'video/mp4': { kind: 'video', extensions: ['mp4', 'm4v'] },
  'video/webm': { kind: 'video', extensions: ['webm'] },
  'application/pdf': { kind: 'file', extensions: ['pdf'] },
  'text/plain': { kind: 'file', extensions: ['txt', 'log'] },
  [`${OFFICE}.wordprocessingml.document`]: { kind: 'file', extensions: ['docx'] },
  [`${OFFICE}.spreadsheetml.sheet`]: { kind: 'file', extensions: ['xlsx'] },
  [`${OFFICE}.presentationml.presentation`]: { kind: 'file', extensions: ['pptx'] },
  [`${OPEN}.text`]: { kind: 'file', extensions: ['odt'] },
  [`${OPEN}.spreadsheet`]: { kind: 'file', extensions: ['ods'] },
  [`${OPEN}.presentation`]: { kind: 'file', extensions: ['odp'] },
  'application/zip': { kind: 'file', extensions: ['zip'] },
} as const satisfies Readonly<Record<string, AttachmentType>>;

/** null for a type that is not taken. Parameters such as `;codecs=opus` and the case do not matter. */
export function readMediaType(text: string): keyof typeof ATTACHMENT_TYPES | null {
  const [essence = ''] = text.toLowerCase().split(';', 1);
  const type = essence.trim();
  return isTaken(type) ? type : null;
}

function isTaken(type: string): type is keyof typeof ATTACHMENT_TYPES {
  return Object.hasOwn(ATTACHMENT_TYPES, type);
}

/** Files of a message. */
export const MOST_ATTACHMENTS = 5;
