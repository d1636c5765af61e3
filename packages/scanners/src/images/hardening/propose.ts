import { profileName, proposeAppArmor } from './apparmor.ts';
import { neededCapabilities } from './capabilities.ts';
import { cautionsOf } from './cautions.ts';
import { unifiedDiff } from './diff.ts';
import type { Need, Subject } from './needs.ts';
import { composeLines, runLines } from './options.ts';
import type { StartOptions } from './options.ts';
import { proposeSeccomp } from './seccomp.ts';
import type { SeccompProfile } from './seccomp.ts';
import { writablePaths } from './writable-paths.ts';

/** How something could be started with less, and on what that rests. */
export interface HardeningProposal {
  readonly name: string;
  readonly capabilities: readonly Need[];
  readonly tmpfs: readonly Need[];
  /** Families of system calls that are left out. */
  readonly leftOut: readonly Need[];
  readonly seccomp: SeccompProfile;
  readonly seccompFile: string;
  readonly appArmor: string;
  readonly appArmorName: string;
  /** What has to be known before it is used. */
  readonly cautions: readonly string[];
  /** Unified diffs: of the options, of the system calls, of the AppArmor profile. */
  readonly diffs: {
    readonly options: readonly string[];
    readonly compose: readonly string[];
    readonly seccomp: readonly string[];
    readonly appArmor: readonly string[];
  };
}

/** Proposes the fewest rights with which a subject should work. What cannot be derived is said to be assumed. */
export function proposeHardening(subject: Subject): HardeningProposal {
  const { name, present } = subject;
  const capabilities = neededCapabilities(subject);
  const names = capabilities.map((need) => need.name);
  const seccomp = proposeSeccomp(subject, names);
  const paths = writablePaths(subject);
  const tmpfs = paths.tmpfs.map((need) => need.name);
  const mounted = [
    ...subject.volumes,
    ...(present?.mounts ?? []).filter(({ writable }) => writable).map(({ target }) => target),
  ];
  const appArmor = proposeAppArmor({
    subject,
    capabilities: names,
    writable: [...new Set([...tmpfs, ...mounted])].toSorted(),
  });
  const appArmorName = profileName(subject);
  const seccompFile = `${appArmorName}.seccomp.json`;
  const before = presentOptions(subject);
  const after: StartOptions = {
    ...before,
    privileged: false,
    capDrop: ['ALL'],
    capAdd: names,
    securityOptions: [
      ...before.securityOptions.filter((option) => !/^(?:no-new-privileges|seccomp|apparmor)\b/.test(option)),
      `apparmor=${appArmorName}`,
      'no-new-privileges',
      `seccomp=${seccompFile}`,
    ],
    readOnly: true,
    tmpfs,
  };
  const titles = { before: `${name}, as it is started now`, after: `${name}, hardened` };
  return {
    name,
    capabilities,
    tmpfs: paths.tmpfs,
    leftOut: seccomp.leftOut,
    seccomp: seccomp.profile,
    seccompFile,
    appArmor,
    appArmorName,
    cautions: cautionsOf(subject, paths.inImage),
    diffs: {
      options: unifiedDiff(runLines(before), runLines(after), titles),
      compose: unifiedDiff(composeLines(before), composeLines(after), titles),
      seccomp: unifiedDiff(seccomp.before, seccomp.after, {
        before: "system calls of Docker's own profile",
        after: seccompFile,
      }),
      appArmor: unifiedDiff([], appArmor.trimEnd().split('\n'), {
        before: '/dev/null',
        after: `/etc/apparmor.d/${appArmorName}`,
      }),
    },
  };
}

function presentOptions({ name, image, volumes, present }: Subject): StartOptions {
  if (present === undefined) return { ...NOTHING_SET, name, image, volumes };
  const { privileged, capAdd, capDrop, securityOptions, readOnlyRoot, tmpfs, mounts } = present;
  return {
    name,
    image,
    user: present.user ?? '',
    privileged,
    capAdd,
    capDrop,
    securityOptions,
    readOnly: readOnlyRoot,
    tmpfs,
    volumes: mounts.map(({ source, target, writable }) => `${source}:${target}${writable ? '' : ':ro'}`),
  };
}

const NOTHING_SET = {
  user: '',
  privileged: false,
  capAdd: [],
  capDrop: [],
  securityOptions: [],
  readOnly: false,
  tmpfs: [],
} as const;
