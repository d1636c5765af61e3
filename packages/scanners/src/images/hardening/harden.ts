import { scannerErrors } from '../../errors.ts';
import { openDaemon } from '../../docker-host/snapshot/daemon-api.ts';
import { readSnapshot } from '../../docker-host/snapshot/read.ts';
import { reduceChanges, reduceContainer } from '../../docker-host/snapshot/reduce-container.ts';
import type { ContainerFacts } from '../../docker-host/snapshot/snapshot.ts';
import { openPlace } from '../open-target.ts';
import type { OpenContext } from '../open-target.ts';
import type { Subject } from './needs.ts';
import { readProgramFacts } from './program-facts.ts';
import { proposeHardening } from './propose.ts';
import type { HardeningProposal } from './propose.ts';
import { startedPrograms, subjectOfContainer, subjectOfImage, subjectOfImageFacts } from './subject.ts';

export interface HardenRequest {
  /** A container's name or id, or where an image is. */
  readonly name: string;
  readonly open: OpenContext;
  /** A snapshot, or what `docker inspect` printed, to look for the name in. */
  readonly snapshot?: string;
  /** Where the image of a container lies, if not with the daemon. */
  readonly image?: string;
}

/**
 * Proposes how a container or an image could be started with less. With a snapshot the name is looked for in it; without one
 * the daemon is asked for a container of that name, and what is none is an image. Throws
 * `SCANNERS_NOTHING_TO_HARDEN`, `SCANNERS_SNAPSHOT_INVALID` and what opening an image throws.
 */
export async function harden(request: HardenRequest): Promise<HardeningProposal> {
  return proposeHardening(await subjectOf(request));
}

async function subjectOf(request: HardenRequest): Promise<Subject> {
  const { name, open, snapshot, image } = request;
  if (snapshot !== undefined) return ofSnapshot(request, snapshot);
  const container = await askForContainer(name, open);
  if (container === undefined) return ofImage(image ?? name, open);
  return subjectOfContainer(container, await ofImage(image ?? `docker:${container.image}`, open));
}

async function ofSnapshot({ name, open, image }: HardenRequest, path: string): Promise<Subject> {
  const { containers, images } = (await readSnapshot(path)).snapshot;
  const listed = containers.state === 'known' ? containers.value : [];
  const container = listed.find(
    (each) => each.name === name || (name.length >= 6 && each.id.startsWith(name.slice(0, 12))),
  );
  const known = images.state === 'known' ? images.value : [];
  const wanted = container?.image ?? name;
  const found = known.find(({ names, id }) => names.includes(wanted) || wanted.replace(/^sha256:/, '').startsWith(id));
  const layers = image === undefined ? undefined : await ofImage(image, open);
  const ofFacts = layers ?? (found === undefined ? undefined : subjectOfImageFacts(found));
  if (container !== undefined) return subjectOfContainer(container, ofFacts);
  if (ofFacts !== undefined) return ofFacts;
  throw scannerErrors.NOTHING_TO_HARDEN({ name, path });
}

/** Undefined where there is no such container, or no daemon to ask. */
async function askForContainer(name: string, { env, signal }: OpenContext): Promise<ContainerFacts | undefined> {
  if (!/^[\w.-]+$/.test(name) || env['DOCKER_HOST']?.startsWith('tcp:') === true) return undefined;
  const daemon = openDaemon({ env, signal });
  const answer = await daemon.get(`/containers/${name}/json`);
  const facts = answer.ok ? reduceContainer(answer.value) : undefined;
  if (facts === undefined) return undefined;
  const changes = await daemon.get(`/containers/${name}/changes`);
  return changes.ok ? { ...facts, written: reduceChanges(changes.value) } : facts;
}

async function ofImage(place: string, open: OpenContext): Promise<Subject> {
  const source = await openPlace(place, open);
  try {
    const image = await source.resolve();
    const facts = await readProgramFacts(source, image, startedPrograms(image.config));
    return subjectOfImage({ image: image.name, config: image.config, facts });
  } finally {
    await source.close();
  }
}
