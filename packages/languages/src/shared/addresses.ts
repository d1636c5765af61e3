/** An IPv4 or IPv6 address as a number. */
export interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** Parses dotted IPv4 or IPv6 (RFC 4291, an IPv4 tail included, no zone); undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) return parseV6(text);
  const value = parseV4(text);
  return value === undefined ? undefined : { value, bits: 32 };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseV6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : groupsOf(half)));
  const [head, tail = []] = groups;
  if (head === undefined || groups.includes(undefined as never)) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = halves.length === 2 ? [...head, ...Array.from({ length: missing }, () => 0n), ...tail] : head;
  return { value: all.reduce((value, group) => value * 65536n + group, 0n), bits: 128 };
}

function groupsOf(text: string): bigint[] | undefined {
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [i, part] of parts.entries()) {
    if (part.includes('.') && i === parts.length - 1) {
      const v4 = parseV4(part);
      if (v4 === undefined) return undefined;
      groups.push(v4 >> 16n, v4 & 0xffffn);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

/** The canonical text (RFC 5952 for IPv6). */
export function formatAddress({ value, bits }: Address | { value: bigint; bits: number }): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - i * 16)) & 0xffffn).toString(16));
  let best = { from: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (groups[i + length] === '0') length++;
    if (length > best.length) best = { from: i, length };
  }
  if (best.from < 0) return groups.join(':');
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`;
}
