import type { BlockList } from 'node:net';

// An import would load more of it than is used here, at each start.
const net = process.getBuiltinModule('node:net');

/** Where Docker Hub's registry answers. */
const HUB = 'registry-1.docker.io';

/** Whether a host name or address (without port) is this machine. */
export function isLoopback(hostname: string): boolean {
  const name = bare(hostname);
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIn(LOOPBACK, name);
}

/** Addresses that only this machine or its cloud answers at: no registry has a reason to lead there. */
export function isLinkLocal(hostname: string): boolean {
  return isIn(LINK_LOCAL, bare(hostname));
}

/** `https://registry.example`: how a registry is reached. Plain HTTP is for this machine and the hosts that are named. */
export function registryOrigin(host: string, insecureHosts: readonly string[]): URL {
  const isPlain = insecureHosts.includes(host) || isLoopback(hostnameOf(host));
  return new URL(`${isPlain ? 'http' : 'https'}://${host === 'docker.io' ? HUB : host}`);
}

/** `registry.example:5000` without its port. */
export function hostnameOf(host: string): string {
  return host.replace(/:[0-9]+$/, '');
}

const LOOPBACK = listOf([
  ['127.0.0.0', 8, 'ipv4'],
  ['0.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['::', 128, 'ipv6'],
]);
const LINK_LOCAL = listOf([
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
]);

function listOf(ranges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new net.BlockList();
  for (const [net, prefix, family] of ranges) list.addSubnet(net, prefix, family);
  return list;
}

function isIn(list: BlockList, name: string): boolean {
  const version = net.isIP(name);
  return version !== 0 && list.check(name, version === 4 ? 'ipv4' : 'ipv6');
}

function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
