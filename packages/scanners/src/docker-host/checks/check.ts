import type { Severity } from '@sallyport/findings';

import type { DaemonSettings, DockerSnapshot, Told } from '../snapshot/snapshot.ts';

/** One thing that breaks a check. */
export interface Breach {
  /** What it is about, as a path: `containers/web`, `etc/docker/daemon.json`. */
  readonly subject: string;
  /** One sentence on it. */
  readonly says: string;
}

/**
 * What came of one check. `manual`: what is known is shown, and only a person can judge it. `not-applicable`: this host has
 * nothing that it is about. `unknown`: what it reads is not known; never taken for a pass.
 */
export type Outcome =
  | { readonly state: 'pass' }
  | { readonly state: 'fail'; readonly breaches: readonly Breach[]; readonly partial?: string }
  | { readonly state: 'manual' | 'not-applicable' | 'unknown'; readonly reason: string };

export interface CheckOptions {
  /** Who may control the daemon, by the configuration; undefined where it does not say. */
  readonly trustedUsers?: readonly string[];
}

/** One recommendation of the CIS Docker Benchmark 1.6, in words of our own. */
export interface Check {
  /** The benchmark's number: `2.2`. */
  readonly cis: string;
  /** The rule's id within the scanner. */
  readonly rule: string;
  /** What holds where the check passes; its line in the checklist. */
  readonly wanted: string;
  /** The problem where it fails; the title of its findings. */
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  /** The very command or setting that mends it. */
  readonly fix: string;
  readonly tags?: readonly string[];
  evaluate(snapshot: DockerSnapshot, options: CheckOptions): Outcome;
}

export const PASS: Outcome = { state: 'pass' };

export function fail(subject: string, says: string): Outcome {
  return { state: 'fail', breaches: [{ subject, says }] };
}

export function manual(reason: string): Outcome {
  return { state: 'manual', reason };
}

export function notApplicable(reason: string): Outcome {
  return { state: 'not-applicable', reason };
}

export function unknownOutcome(reason: string): Outcome {
  return { state: 'unknown', reason };
}

/** Reads one part of a snapshot; what is not known makes the check unknown, what is not there what `absent` says. */
export function withPart<T>(
  part: Told<T>,
  judge: (value: T) => Outcome,
  absent: Outcome = unknownOutcome('nothing says so'),
): Outcome {
  if (part.state === 'unknown') return unknownOutcome(part.reason);
  return part.state === 'absent' ? absent : judge(part.value);
}

/** Judges each item of a list. `unsure` is for items of which too little is known. */
export function judgeEach<T>(
  part: Told<readonly T[]>,
  what: string,
  judge: (item: T) => readonly Breach[] | { readonly unsure: string },
): Outcome {
  if (part.state === 'unknown') return unknownOutcome(part.reason);
  if (part.state === 'absent' || (part.value.length === 0 && part.partial === undefined))
    return notApplicable(`there are no ${what}`);
  const breaches: Breach[] = [];
  let unsure = part.partial;
  for (const item of part.value) {
    const judged = judge(item);
    if ('unsure' in judged) unsure ??= judged.unsure;
    else breaches.push(...judged);
  }
  if (breaches.length > 0) return { state: 'fail', breaches, ...(unsure === undefined ? {} : { partial: unsure }) };
  return unsure === undefined ? PASS : unknownOutcome(unsure);
}

/** What dockerd was told: by its file, by its command line, or by neither. Both must be known before nothing means the default. */
export function setting<K extends keyof DaemonSettings>(
  { daemonFile, daemonProcess }: DockerSnapshot,
  name: K,
): Told<DaemonSettings[K]> {
  const ofFile = daemonFile.state === 'known' ? daemonFile.value[name] : undefined;
  const ofCommand = daemonProcess.state === 'known' ? daemonProcess.value.settings[name] : undefined;
  const told = ofCommand ?? ofFile;
  if (told !== undefined) return { state: 'known', value: told };
  if (daemonFile.state === 'unknown') return daemonFile;
  if (daemonProcess.state === 'unknown') return daemonProcess;
  if (daemonProcess.state === 'absent') return { state: 'unknown', reason: 'no dockerd runs among the processes' };
  return { state: 'known', value: undefined as DaemonSettings[K] };
}

/** The values of a list setting, of file and command line together. */
export function listSetting(
  snapshot: DockerSnapshot,
  name: 'hosts' | 'insecureRegistries' | 'authorizationPlugins' | 'storageOptions' | 'defaultUlimits',
): Told<readonly string[]> {
  const told = setting(snapshot, name);
  return told.state === 'known' ? { state: 'known', value: told.value ?? [] } : told;
}

/** `docker info`'s word on something; unknown where it does not say. */
export function engineSays<K extends keyof (DockerSnapshot['engine'] & { state: 'known' })['value']>(
  { engine }: DockerSnapshot,
  name: K,
): Told<NonNullable<(DockerSnapshot['engine'] & { state: 'known' })['value'][K]>> {
  if (engine.state !== 'known')
    return { state: 'unknown', reason: engine.state === 'unknown' ? engine.reason : 'nothing is known of the engine' };
  const value = engine.value[name];
  if (value === undefined || value === null)
    return { state: 'unknown', reason: `docker info does not tell ${String(name)}` };
  return { state: 'known', value: value as NonNullable<typeof value> };
}

/** Whether an engine has a security option by name: `apparmor`, `selinux`, `userns`. */
export function hasSecurityOption(options: readonly string[], name: string): boolean {
  return options.some((option) => option.split(',').includes(`name=${name}`) || option === name);
}
