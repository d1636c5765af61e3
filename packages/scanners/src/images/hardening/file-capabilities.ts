/** Linux capabilities by their numbers. */
const CAPABILITIES: readonly string[] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
];

/** The permitted capabilities in a `security.capability` attribute (vfs_cap_data, revisions 1 to 3), value in Latin-1. */
export function fileCapabilities(attribute: string): string[] {
  const bytes = Buffer.from(attribute, 'latin1');
  if (bytes.length < 12) return [];
  const revision = bytes.readUInt32LE(0) >>> 24;
  const low = BigInt(bytes.readUInt32LE(4));
  const high = revision >= 2 && bytes.length >= 20 ? BigInt(bytes.readUInt32LE(12)) : 0n;
  const permitted = low | (high << 32n);
  return CAPABILITIES.filter((_name, bit) => ((permitted >> BigInt(bit)) & 1n) === 1n);
}
