import type { ImageConfig } from '@sallyport/oci';

import type { ContainerFacts, ImageFacts } from '../../docker-host/snapshot/snapshot.ts';
import type { PresentSettings, ProgramFacts, Subject } from './needs.ts';

/** `web` of `registry.example/team/web:1`. */
function shortName(image: string): string {
  const name =
    image
      .replace(/@sha256:.*$/s, '')
      .split('/')
      .at(-1) ?? image;
  return name.split(':')[0]?.replace(/\.tar$/, '') || 'image';
}

/** The programs that start, by the words of entry point and command: what a shell is told to run is one, too. */
export function startedPrograms({ entrypoint, cmd }: Pick<ImageConfig, 'entrypoint' | 'cmd'>): string[] {
  const words = [...entrypoint, ...cmd];
  const [first] = words;
  if (first === undefined) return [];
  const isShell = /(?:^|\/)(?:ba|da|a)?sh$/.test(first);
  const script =
    isShell && words[1] === '-c'
      ? words[2]
          ?.trim()
          .replace(/^exec\s+/, '')
          .split(/\s+/)[0]
      : undefined;
  return [...new Set([first, ...(script === undefined ? [] : [script]), ...cmd.slice(0, 1)])];
}

function portsOf(exposed: readonly string[]): number[] {
  return [...new Set(exposed.map((port) => Number.parseInt(port, 10)).filter((port) => port > 0))];
}

export interface ImageInput {
  readonly image: string;
  readonly config: Pick<ImageConfig, 'user' | 'entrypoint' | 'cmd' | 'exposedPorts' | 'volumes'>;
  readonly facts?: ProgramFacts;
}

export function subjectOfImage({ image, config, facts }: ImageInput): Subject {
  return {
    name: shortName(image),
    image,
    user: config.user ?? '',
    programs: startedPrograms(config),
    ports: portsOf(config.exposedPorts),
    volumes: config.volumes,
    ...(facts === undefined ? {} : { facts }),
  };
}

/** An image of which only a snapshot is known. */
export function subjectOfImageFacts(image: ImageFacts): Subject {
  const name = image.names[0] ?? image.id;
  return {
    name: shortName(name),
    image: name,
    user: image.user ?? '',
    programs: image.program === undefined ? [] : [image.program],
    ports: portsOf(image.exposedPorts),
    volumes: image.volumes,
  };
}

/** A container, with what is known of its image. */
export function subjectOfContainer(container: ContainerFacts, image: Partial<Subject> = {}): Subject {
  const { name, program, ports, exposedPorts } = container;
  const own = portsOf([...exposedPorts, ...ports.map((port) => port.container)]);
  return {
    name,
    image: container.image,
    user: container.user ?? image.user ?? '',
    programs: [...new Set([...(program === undefined ? [] : [program]), ...(image.programs ?? [])])],
    ports: [...new Set([...own, ...(image.ports ?? [])])],
    volumes: image.volumes ?? [],
    ...(image.facts === undefined ? {} : { facts: image.facts }),
    present: presentOf(container),
  };
}

function presentOf({ user, written, ...container }: ContainerFacts): PresentSettings {
  const { privileged, capAdd, capDrop, securityOptions, readOnlyRoot, tmpfs, networkMode } = container;
  return {
    ...(user === undefined ? {} : { user }),
    privileged,
    capAdd,
    capDrop,
    securityOptions,
    readOnlyRoot,
    tmpfs,
    networkMode,
    mounts: container.mounts.map(({ source, target, writable }) => ({ source, target, writable })),
    ...(written.state === 'known' ? { written: written.value } : {}),
    ...(written.state === 'known' && written.partial !== undefined ? { writtenPartly: written.partial } : {}),
  };
}
