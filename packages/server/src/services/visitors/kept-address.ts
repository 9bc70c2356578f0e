/** How much of a visitor's address is kept. */
import { isIPv6 } from 'node:net';
import type { AddressPrivacy } from '@parley/contract';

const V4_PARTS = 3;
const V6_GROUPS = 3;

/** Of `network`, the first 24 bits of an IPv4 address and the first 48 of an IPv6 address; the rest is 0. */
export function keptAddress(ip: string, privacy: AddressPrivacy): string {
  if (privacy === 'full') return ip;
  if (privacy === 'none' || ip === '') return '';
  if (!isIPv6(ip)) return `${ip.split('.').slice(0, V4_PARTS).join('.')}.0`;
  const [head = '', tail] = ip.split('::');
  const before = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : V6_GROUPS;
  const groups = [...before, ...Array<string>(missing).fill('0')].slice(0, V6_GROUPS);
  return `${groups.join(':')}::`;
}
