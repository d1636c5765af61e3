import { formatAddress, parseAddress } from '../../../shared/addresses.ts';
import type { Address } from '../../../shared/addresses.ts';
import { fail } from '../../errors.ts';
import { opaque, typeOfType } from '../../types.ts';
import { Opaque, TypeValue } from '../../values.ts';
import type { CelValue } from '../../values.ts';
import type { Library, OverloadSpec } from '../library.ts';

class Ip extends Opaque {
  readonly typeName = 'net.IP';
  readonly address: Address;

  constructor(address: Address) {
    super();
    this.address = address;
  }

  equals(other: Opaque): boolean {
    return (
      other instanceof Ip && other.address.bits === this.address.bits && other.address.value === this.address.value
    );
  }

  text(): string {
    return formatAddress(this.address);
  }
}

/** A network, with the address that it was written with. */
export class Cidr extends Opaque {
  readonly typeName = 'net.CIDR';
  readonly address: Address;
  /** Length of the prefix, in bits. */
  readonly prefix: number;

  constructor(address: Address, prefix: number) {
    super();
    this.address = address;
    this.prefix = prefix;
  }

  equals(other: Opaque): boolean {
    return other instanceof Cidr && other.prefix === this.prefix && new Ip(this.address).equals(new Ip(other.address));
  }

  text(): string {
    return `${formatAddress(this.address)}/${this.prefix}`;
  }

  /** The first address of the network. */
  network({ value, bits }: Address = this.address): bigint {
    const rest = BigInt(bits - this.prefix);
    return (value >> rest) << rest;
  }

  contains(address: Address): boolean {
    return address.bits === this.address.bits && this.network(address) === this.network();
  }
}

/** An address without a zone that is no IPv4 address inside IPv6. */
function addressOf(text: string): Address | undefined {
  const address = parseAddress(text);
  return address?.bits === 128 && address.value >> 32n === 0xffffn ? undefined : address;
}

function parseCidr(text: string): Cidr | undefined {
  const match = /^(.+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const address = match === null ? undefined : addressOf(match[1] ?? '');
  const prefix = Number(match?.[2]);
  return address === undefined || prefix > address.bits ? undefined : new Cidr(address, prefix);
}

function ip(_: unknown, text: string): Ip {
  const address = addressOf(text);
  return address === undefined
    ? fail('invalid_argument', `${JSON.stringify(text.slice(0, 60))} is no IP address`)
    : new Ip(address);
}

function cidr(_: unknown, text: string): Cidr {
  return (
    parseCidr(text) ?? fail('invalid_argument', `${JSON.stringify(text.slice(0, 60))} is no network in CIDR notation`)
  );
}

function isLoopback({ value, bits }: Address): boolean {
  return bits === 32 ? value >> 24n === 127n : value === 1n;
}

function isMulticast({ value, bits }: Address): boolean {
  return bits === 32 ? value >> 28n === 0xen : value >> 120n === 0xffn;
}

function isLinkLocalMulticast({ value, bits }: Address): boolean {
  return bits === 32 ? value >> 8n === 0xe00000n : ((value >> 112n) & 0xff0fn) === 0xff02n;
}

function isLinkLocalUnicast({ value, bits }: Address): boolean {
  return bits === 32 ? value >> 16n === 0xa9fen : value >> 118n === 0x3fan;
}

function isGlobalUnicast(address: Address): boolean {
  const isBroadcast = address.bits === 32 && address.value === 0xffffffffn;
  if (isBroadcast || address.value === 0n || isLoopback(address)) return false;
  return !isMulticast(address) && !isLinkLocalUnicast(address);
}

function kind(id: string, holds: (address: Address) => boolean): OverloadSpec[] {
  return [[id, 'net.IP.() -> bool', (_, { address }: Ip) => holds(address)]];
}

function containsCidr(network: Cidr, inner: Cidr): boolean {
  return network.prefix <= inner.prefix && network.contains(inner.address);
}

const text = (_: unknown, value: Opaque): CelValue => value.text();

/** Addresses and networks. */
export const ADDRESSES: Library = {
  name: 'kubernetes.net',
  constants: {
    'net.IP': { type: typeOfType(opaque('net.IP')), value: new TypeValue('net.IP') },
    'net.CIDR': { type: typeOfType(opaque('net.CIDR')), value: new TypeValue('net.CIDR') },
  },
  functions: {
    ip: [
      ['string_to_ip', '(string) -> net.IP', ip],
      ['cidr_ip', 'net.CIDR.() -> net.IP', (_, { address }: Cidr) => new Ip(address)],
    ],
    isIP: [['is_ip', '(string) -> bool', (_, value: string) => addressOf(value) !== undefined]],
    'ip.isCanonical': [['ip_is_canonical', '(string) -> bool', (s, value: string) => ip(s, value).text() === value]],
    family: [['ip_family', 'net.IP.() -> int', (_, { address }: Ip) => (address.bits === 32 ? 4 : 6)]],
    isUnspecified: kind('ip_is_unspecified', ({ value }) => value === 0n),
    isLoopback: kind('ip_is_loopback', isLoopback),
    isLinkLocalMulticast: kind('ip_is_link_local_multicast', isLinkLocalMulticast),
    isLinkLocalUnicast: kind('ip_is_link_local_unicast', isLinkLocalUnicast),
    isGlobalUnicast: kind('ip_is_global_unicast', isGlobalUnicast),
    string: [
      ['ip_to_string', '(net.IP) -> string', text],
      ['cidr_to_string', '(net.CIDR) -> string', text],
    ],
    cidr: [['string_to_cidr', '(string) -> net.CIDR', cidr]],
    isCIDR: [['is_cidr', '(string) -> bool', (_, value: string) => parseCidr(value) !== undefined]],
    containsIP: [
      [
        'cidr_contains_ip_string',
        'net.CIDR.(string) -> bool',
        (s, net: Cidr, other: string) => net.contains(ip(s, other).address),
      ],
      ['cidr_contains_ip_ip', 'net.CIDR.(net.IP) -> bool', (_, net: Cidr, other: Ip) => net.contains(other.address)],
    ],
    containsCIDR: [
      [
        'cidr_contains_cidr_string',
        'net.CIDR.(string) -> bool',
        (s, net: Cidr, other: string) => containsCidr(net, cidr(s, other)),
      ],
      ['cidr_contains_cidr', 'net.CIDR.(net.CIDR) -> bool', (_, net: Cidr, other: Cidr) => containsCidr(net, other)],
    ],
    prefixLength: [['cidr_prefix_length', 'net.CIDR.() -> int', (_, { prefix }: Cidr) => prefix]],
    masked: [
      [
        'cidr_masked',
        'net.CIDR.() -> net.CIDR',
        (_, net: Cidr) => new Cidr({ value: net.network(), bits: net.address.bits }, net.prefix),
      ],
    ],
  },
};
