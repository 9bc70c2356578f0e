/** A list of IP addresses and CIDR ranges. Used for the addresses of keys and for trusted proxies. */
import { BlockList, isIP } from 'node:net';

export class IpList {
  readonly #list = new BlockList();

  /** @throws when an entry is no address or range; `isAddressOrRange` says so before */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  /** `ip` as `plainIp` returns it. */
  has(ip: string): boolean {
    const version = isIP(ip);
    return version !== 0 && this.#list.check(ip, version === 6 ? 'ipv6' : 'ipv4');
  }
}

/** An IPv4-mapped IPv6 address as the IPv4 address that it is. */
export function plainIp(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Whether the text is one address (192.0.2.7) or a CIDR range (2001:db8::/32). */
export function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}
