import type { Need, Subject } from './needs.ts';
import { FAMILIES } from './syscalls.ts';

interface SyscallRule {
  readonly names: readonly string[];
  readonly action: 'SCMP_ACT_ALLOW' | 'SCMP_ACT_ERRNO';
  readonly errnoRet?: number;
  readonly args?: readonly {
    readonly index: number;
    readonly value: number;
    readonly valueTwo?: number;
    readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_NE' | 'SCMP_CMP_MASKED_EQ';
  }[];
}

/** A profile in the form that Docker and Podman take. */
export interface SeccompProfile {
  readonly defaultAction: 'SCMP_ACT_ERRNO';
  readonly defaultErrnoRet: number;
  readonly archMap: readonly { readonly architecture: string; readonly subArchitectures: readonly string[] }[];
  readonly syscalls: readonly SyscallRule[];
}

export interface SeccompProposal {
  readonly profile: SeccompProfile;
  /** What Docker's own profile would let through with its default capabilities. */
  readonly before: readonly string[];
  /** What the proposed one lets through. */
  readonly after: readonly string[];
  /** Families that are left out, with the reason. */
  readonly leftOut: readonly Need[];
}

const DEFAULT_CAPABILITIES = new Set(['SYS_CHROOT']);
/** CLONE_NEW* together: new namespaces are for administrators. */
const NEW_NAMESPACES = 2_114_060_288;
const ENOSYS = 38;
const PERSONALITIES = [0, 8, 131_072, 131_080, 4_294_967_295];
const VSOCK = 40;

/**
 * A list of what is allowed: all of Docker's own, without the families that need a capability which the container does not
 * get, and without those that nothing in the image calls, where that can be told.
 */
export function proposeSeccomp(subject: Subject, capabilities: readonly string[]): SeccompProposal {
  const has = new Set(capabilities);
  const leftOut: Need[] = [];
  const kept = FAMILIES.filter((family) => {
    const why = reasonToLeaveOut(family, has, subject);
    if (why !== undefined && isInDefault(family)) leftOut.push({ name: family.id, basis: 'derived', why });
    return why === undefined;
  });
  const after = sorted(kept.flatMap(({ names }) => names));
  const before = sorted(FAMILIES.filter(isInDefault).flatMap(({ names }) => names));
  return { profile: profileOf(after, has.has('SYS_ADMIN'), subject), before, after, leftOut };
}

type Family = (typeof FAMILIES)[number];

function isInDefault({ capabilities }: Family): boolean {
  return capabilities === undefined || capabilities.some((name) => DEFAULT_CAPABILITIES.has(name));
}

function reasonToLeaveOut(
  { capabilities, functions }: Family,
  has: ReadonlySet<string>,
  { facts }: Subject,
): string | undefined {
  if (capabilities !== undefined && !capabilities.some((name) => has.has(name)))
    return `it needs ${capabilities.join(' or ')}, which is dropped`;
  if (functions === undefined || facts?.calls.state !== 'known') return undefined;
  const { names, of } = facts.calls;
  return functions.some((name) => names.has(name)) ? undefined : `${of} calls none of ${functions.join(', ')}`;
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}

function profileOf(names: readonly string[], isAdministrator: boolean, { facts }: Subject): SeccompProfile {
  // Without a look at the programs, those of 32 bits must be let run.
  const wide = facts === undefined || facts.has32Bit;
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 1,
    archMap: [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: wide ? ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] : [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: wide ? ['SCMP_ARCH_ARM'] : [] },
    ],
    syscalls: [
      { names, action: 'SCMP_ACT_ALLOW' },
      { names: ['socket'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: VSOCK, op: 'SCMP_CMP_NE' }] },
      ...PERSONALITIES.map((value): SyscallRule => ({
        names: ['personality'],
        action: 'SCMP_ACT_ALLOW',
        args: [{ index: 0, value, op: 'SCMP_CMP_EQ' }],
      })),
      ...(isAdministrator ? [] : WITHOUT_NAMESPACES),
    ],
  };
}

const WITHOUT_NAMESPACES: readonly SyscallRule[] = [
  {
    names: ['clone'],
    action: 'SCMP_ACT_ALLOW',
    args: [{ index: 0, value: NEW_NAMESPACES, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
  },
  // Its flags lie in memory, where a filter does not see them: programs go back to clone.
  { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
];
