import { checkUser } from '../checks/config.ts';
import type { PresentSettings, ProgramFacts, Subject } from './needs.ts';

/** What has to be known before a proposal is used. */
export function cautionsOf(subject: Subject, inImage: readonly string[]): string[] {
  const { facts, present, user } = subject;
  return [
    'Start it with this where it may fail first: what is assumed was seen nowhere.',
    ...ofImage(facts, subject),
    ...(present === undefined ? ['No container was looked at: where it writes is assumed.'] : ofContainer(present)),
    ...(inImage.length === 0
      ? []
      : [`It writes beside programs and configuration: ${listed(inImage)}. Mount these, or change it.`]),
    ...(checkUser({ user }).length === 0
      ? []
      : ['It runs as root: a user of its own (USER in the Dockerfile) needs hardly any capability.']),
  ];
}

function listed(items: readonly string[]): string {
  return `${items.slice(0, 8).join(', ')}${items.length > 8 ? ', …' : ''}`;
}

function ofImage(facts: ProgramFacts | undefined, { programs }: Subject): string[] {
  if (facts === undefined) return ["The image's layers were not looked at: what its programs call is not known."];
  const started = new Set(programs.map((program) => program.split('/').at(-1)));
  const others = facts.fileCapabilities.filter(({ path }) => !started.has(path.split('/').at(-1)));
  const setuid = facts.setuid.map((path) => `/${path}`);
  return [
    ...(facts.calls.state === 'unknown'
      ? [`System calls are left out by capabilities alone: ${facts.calls.reason}.`]
      : []),
    ...(setuid.length === 0 ? [] : [`These run without the rights of their owner from now on: ${listed(setuid)}.`]),
    ...(others.length === 0
      ? []
      : [
          `These do not start without their capabilities: ${listed(others.map(({ path, names }) => `/${path} (${names.join(', ')})`))}.`,
        ]),
  ];
}

function ofContainer({ privileged, capAdd, written, writtenPartly }: PresentSettings): string[] {
  return [
    ...(written === undefined ? ['What the container has written is not known: where it writes is assumed.'] : []),
    ...(writtenPartly === undefined ? [] : [`What it has written is not known in whole: ${writtenPartly}.`]),
    ...(privileged ? ['It runs privileged: devices that it uses have to be given to it by name (--device).'] : []),
    ...(capAdd.includes('ALL') ? ['It has all capabilities now; which of them it uses cannot be seen.'] : []),
  ];
}
