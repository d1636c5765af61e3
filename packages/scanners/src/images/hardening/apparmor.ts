import type { Subject } from './needs.ts';

export interface AppArmorInput {
  readonly subject: Subject;
  readonly capabilities: readonly string[];
  /** Folders that may be written. */
  readonly writable: readonly string[];
}

/** What nobody in a container has to touch, whatever else it may do. */
const DENIED = [
  'deny @{PROC}/sys/** wklx,',
  'deny @{PROC}/sysrq-trigger rwklx,',
  'deny @{PROC}/kcore rwklx,',
  'deny @{PROC}/mem rwklx,',
  'deny @{PROC}/kmem rwklx,',
  'deny /sys/firmware/** rwklx,',
  'deny /sys/kernel/security/** rwklx,',
  'deny /sys/** wklx,',
];

/** The text of an AppArmor profile: everything may be read and started, only the writable folders written. */
export function proposeAppArmor({ subject, capabilities, writable }: AppArmorInput): string {
  const name = profileName(subject);
  const hasRaw = capabilities.includes('NET_RAW');
  const mayMount = capabilities.includes('SYS_ADMIN');
  const lines = [
    '#include <tunables/global>',
    '',
    `profile ${name} flags=(attach_disconnected,mediate_deleted) {`,
    ...indent([
      '#include <abstractions/base>',
      '',
      ...capabilities.map((capability) => `capability ${capability.toLowerCase()},`),
      'network inet,',
      'network inet6,',
      'network unix,',
      ...(hasRaw ? ['network packet,'] : ['deny network raw,', 'deny network packet,']),
      '',
      ...(mayMount
        ? ['mount,', 'umount,', 'remount,', 'pivot_root,']
        : ['deny mount,', 'deny umount,', 'deny remount,', 'deny pivot_root,']),
      `ptrace (trace,read) peer=${name},`,
      `signal (send,receive) peer=${name},`,
      'signal (receive) peer=unconfined,',
      '',
      '/** mrix,',
      '/dev/** rw,',
      '/proc/*/** rw,',
      ...writable.flatMap((path) => [
        `${quoted(`${path.replace(/\/$/, '')}/`)} rw,`,
        `${quoted(`${path.replace(/\/$/, '')}/**`)} mrwlk,`,
      ]),
      '',
      ...DENIED,
    ]),
    '}',
    '',
  ];
  return lines.join('\n');
}

/** `sallyport-web`, the name that `--security-opt apparmor=` takes. */
export function profileName({ name }: Pick<Subject, 'name'>): string {
  return `sallyport-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .slice(0, 60)}`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

/** A path as a profile writes it: what is a pattern there stands for itself, and no character ends the rule. */
function quoted(path: string): string {
  const star = path.endsWith('/**') ? '/**' : '';
  const plain = path.slice(0, path.length - star.length).replaceAll(/[*?[\]{}^\\"]/g, '\\$&');
  return `"${plain.replaceAll(/[\n\r\0]/g, '?')}${star}"`;
}
