/** Which texts are the host of an address that clients can join to a path. Used wherever a request names a host. */
import { isIPv6 } from 'node:net';

const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
const LAST_PORT = 65_535;

/** A name or an address with or without a port; an IPv6 address in brackets. */
export function isHost(text: string): boolean {
  const [, name = '', ipv6, colon, port = ''] = /^([\w.-]+|\[([\da-fA-F:.]+)\])(:(\d{0,5}))?$/.exec(text) ?? [];
  if (ipv6 === undefined ? !isName(name) : !isIPv6(ipv6)) return false;
  return colon === undefined || port === '' || (Number(port) > 0 && Number(port) <= LAST_PORT);
}

/** No label is empty or too long, and what looks like an IPv4 address is one. */
function isName(text: string): boolean {
  const name = text.replace(/\.$/, '');
  const isLong = name.length > LONGEST_NAME || name.split('.').some((label) => label.length > LONGEST_LABEL);
  return !isLong && !name.split('.').includes('') && URL.canParse(`http://${name}/`);
}
