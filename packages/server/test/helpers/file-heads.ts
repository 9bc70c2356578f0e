/** Files as small as their kinds are known by. Never used outside tests. */
const ofHex = (...parts: readonly string[]) => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex');

export const PNG = ofHex(
  '89504e470d0a1a0a 0000000d 49484452 00000001 00000001 08060000 00 1f15c489',
  '0000000a 49444154 789c6300010000050001 0d0a2db4 00000000 49454e44 ae426082',
);
export const JPEG = ofHex('ffd8ffe000104a46494600010100000100010000ffd9');
export const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');
/** An empty archive with one file of no bytes. */
export const ZIP = ofHex(
  '504b0304 0a000000 0000 00000000 00000000 00000000 00000000 0100 0000 61',
  '504b0102 1400 0a000000 0000 00000000 00000000 00000000 00000000 0100 0000 0000 0000 0000 00000000 00000000 61',
  '504b0506 0000 0000 0100 0100 2f000000 1f000000 0000',
);
export const MP4 = ofHex('00000018 66747970 69736f6d 00000200 69736f6d 6d703432 00000008 6d646174');
/** EBML with the document type `webm`. */
export const WEBM = ofHex(
  '1a45dfa3 9f 4286 81 01 42f7 81 01 42f2 81 04 42f3 81 08 4282 84 7765626d 4287 81 04 4285 81 02',
);
export const OGG = Buffer.concat([
  ofHex('4f676753 00 02 0000000000000000 00000000 00000000 00000000 01 13'),
  Buffer.from('OpusHead'),
  ofHex('01 01 0000 80bb0000 0000 00'),
]);
