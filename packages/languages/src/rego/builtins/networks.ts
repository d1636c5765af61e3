import { StructSet, isObject } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import { entriesOf } from '../../shared/containers.ts';
import type { Context } from '../run/context.ts';
import { STRING, failed, isString, membersOf, unary, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { formatAddress, parseAddress } from '../../shared/addresses.ts';
import type { Address } from '../../shared/addresses.ts';

/** A block of addresses: the first one and how many leading bits are fixed. */
interface Block extends Address {
  readonly prefix: number;
}

function parseBlock(text: string): Block | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(digits)) return undefined;
  const prefix = Number(digits);
  if (prefix > address.bits) return undefined;
  return { ...address, value: masked(address.value, address.bits, prefix), prefix };
}

function masked(value: bigint, bits: number, prefix: number): bigint {
  const host = BigInt(bits - prefix);
  return (value >> host) << host;
}

function parseBlockOrAddress(text: string): Block | undefined {
  const block = parseBlock(text);
  if (block !== undefined) return block;
  const address = parseAddress(text);
  return address === undefined ? undefined : { ...address, prefix: address.bits };
}

function contains(outer: Block, inner: Block): boolean {
  return (
    outer.bits === inner.bits &&
    outer.prefix <= inner.prefix &&
    masked(inner.value, inner.bits, outer.prefix) === outer.value
  );
}

function cidrContains(context: Context, cidr: Value, other: Value): Value | undefined {
  const name = 'net.cidr_contains';
  if (!isString(cidr)) return wrongType(context, name, 1, 'string', cidr);
  if (!isString(other)) return wrongType(context, name, 2, 'string', other);
  const outer = parseBlock(cidr);
  if (outer === undefined) return failed(context, name, `invalid CIDR address: ${cidr}`);
  const inner = parseBlockOrAddress(other);
  return inner === undefined
    ? failed(context, name, `not a valid textual representation of an IP address or CIDR: ${other}`)
    : contains(outer, inner);
}

function cidrIntersects(context: Context, a: Value, b: Value): Value | undefined {
  const name = 'net.cidr_intersects';
  const blocks: Block[] = [];
  for (const [i, text] of [a, b].entries()) {
    if (!isString(text)) return wrongType(context, name, i + 1, 'string', text);
    const block = parseBlock(text);
    if (block === undefined) return failed(context, name, `invalid CIDR address: ${text}`);
    blocks.push(block);
  }
  const [first, second] = blocks as [Block, Block];
  return contains(first, second) || contains(second, first);
}

function expand(cidr: string, context: Context): Value | undefined {
  const block = parseBlock(cidr);
  if (block === undefined) return failed(context, 'net.cidr_expand', `invalid CIDR address: ${cidr}`);
  const hostBits = block.bits - block.prefix;
  if (hostBits > 30) context.session.charge(Number.MAX_SAFE_INTEGER);
  const count = 2 ** hostBits;
  const set = new StructSet();
  for (let i = 0; i < count; i++) {
    if (i % 100 === 0) context.session.charge(1_600);
    set.add(formatAddress({ value: block.value + BigInt(i), bits: block.bits }));
  }
  return set;
}

interface Keyed {
  readonly key: Value;
  readonly block: Block;
}

// oxlint-disable-next-line max-params -- one check of one operand
function keyedBlocks(
  context: Context,
  value: Value,
  operand: number,
  parse: (text: string) => Block | undefined,
): Keyed[] | undefined {
  const name = 'net.cidr_contains_matches';
  const pairs: (readonly [Value, Value])[] = isString(value)
    ? [[value, value]]
    : Array.isArray(value)
      ? (value as readonly Value[]).map((item, i) => [i, item])
      : value instanceof StructSet
        ? value.sorted().map((item) => [item, item])
        : isObject(value)
          ? [...entriesOf(value)]
          : [];
  const keyed: Keyed[] = [];
  for (const [key, item] of pairs) {
    const text = Array.isArray(item) ? (item as readonly Value[])[0] : item;
    if (!isString(text)) return failed(context, name, `operand ${operand}: element must be string or non-empty array`);
    const block = parse(text);
    if (block === undefined) return failed(context, name, `operand ${operand}: invalid CIDR address: ${text}`);
    keyed.push({ key, block });
  }
  return keyed;
}

function containsMatches(context: Context, cidrs: Value, others: Value): Value | undefined {
  const outer = keyedBlocks(context, cidrs, 1, parseBlockOrAddress);
  const inner = outer === undefined ? undefined : keyedBlocks(context, others, 2, parseBlockOrAddress);
  if (outer === undefined || inner === undefined) return undefined;
  context.session.charge(outer.length * inner.length);
  const found = new StructSet();
  for (const a of outer) for (const b of inner) if (contains(a.block, b.block)) found.add([a.key, b.key]);
  return found;
}

/** A bare IPv4 address stands for the block of its class, as Go's DefaultMask has it. */
function classBlock(text: string): Block | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  if (address.bits === 128) return { ...address, prefix: 128 };
  const first = address.value >> 24n;
  const prefix = first < 128n ? 8 : first < 192n ? 16 : 24;
  return { ...address, value: masked(address.value, 32, prefix), prefix };
}

function merge(context: Context, cidrs: Value): Value | undefined {
  const name = 'net.cidr_merge';
  const members = membersOf(cidrs);
  if (members === undefined) return wrongType(context, name, 1, 'one of {array, set}', cidrs);
  const ranges: { bits: number; from: bigint; to: bigint }[] = [];
  for (const member of members) {
    if (!isString(member)) return failed(context, name, 'element must be string');
    const block = parseBlock(member) ?? classBlock(member);
    if (block === undefined) return failed(context, name, `invalid CIDR address: ${member}`);
    if (block.bits === 128 && !member.includes('/')) return failed(context, name, 'IPv6 invalid: needs prefix length');
    ranges.push({
      bits: block.bits,
      from: block.value,
      to: block.value + (1n << BigInt(block.bits - block.prefix)) - 1n,
    });
  }
  const merged = new StructSet();
  for (const bits of [32, 128])
    mergeFamily(
      ranges.filter((range) => range.bits === bits),
      bits,
      merged,
    );
  return merged;
}

function mergeFamily(ranges: { from: bigint; to: bigint }[], bits: number, into: StructSet): void {
  ranges.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const joined: { from: bigint; to: bigint }[] = [];
  for (const { from, to } of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1n) last.to = to > last.to ? to : last.to;
    else joined.push({ from, to });
  }
  for (const { from, to } of joined) {
    for (let start = from; start <= to;) {
      let host = 0;
      while (host < bits && (start >> BigInt(host)) % 2n === 0n && start + (1n << BigInt(host + 1)) - 1n <= to) host++;
      into.add(`${formatAddress({ value: start, bits })}/${bits - host}`);
      start += 1n << BigInt(host);
    }
  }
}

/** Names are not looked up in the network: only this machine's own name has addresses. */
function lookup(name: string, context: Context): Value | undefined {
  if (name === 'localhost') return StructSet.of(['127.0.0.1', '::1']);
  const address = parseAddress(name);
  if (address !== undefined) return StructSet.of([formatAddress(address)]);
  return failed(context, 'net.lookup_ip_addr', 'looking up names in the network is switched off');
}

export const networkBuiltins: BuiltinTable = {
  'net.cidr_contains': cidrContains,
  'net.cidr_overlap': cidrContains,
  'net.cidr_intersects': cidrIntersects,
  'net.cidr_expand': unary('net.cidr_expand', STRING, expand),
  'net.cidr_contains_matches': containsMatches,
  'net.cidr_merge': merge,
  'net.cidr_is_valid': (_, value: Value) => isString(value) && parseBlock(value) !== undefined,
  'net.lookup_ip_addr': unary('net.lookup_ip_addr', STRING, lookup),
};
