import { release } from 'node:os';

import { isForeignObject, jsonList, jsonText, rfc3339 } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import { scannerErrors } from '../../errors.ts';
import { problemsOfStep } from './build-steps.ts';
import { openDaemon } from './daemon-api.ts';
import type { Answer, DaemonApi, DaemonOptions } from './daemon-api.ts';
import { readHostFiles } from './host-files.ts';
import type { HostOptions } from './host-files.ts';
import { reduceChanges, reduceContainer, reduceProcesses } from './reduce-container.ts';
import {
  cutOff,
  reduceAll,
  reduceHistory,
  reduceImage,
  reduceInfo,
  reduceNetwork,
  reduceVolume,
} from './reduce-engine.ts';
import { known, unknown } from './snapshot.ts';
import type { ContainerFacts, DockerSnapshot, ImageFacts, Told } from './snapshot.ts';

export interface TakeOptions extends DaemonOptions, HostOptions {
  readonly clock: Clock;
  readonly onProgress?: (done: number, total: number, unit: string) => void;
}

/** Containers and images beyond this many are counted and left out. */
const MOST = 2000;

/**
 * Takes a snapshot of this host: what its Docker daemon answers and what its files say. Nothing is run and nothing changed.
 * Throws `SCANNERS_DAEMON_UNREACHABLE` where no daemon answers; whatever else cannot be had is told as unknown.
 */
export async function takeSnapshot(options: TakeOptions): Promise<DockerSnapshot> {
  const daemon = openDaemon(options);
  const info = await daemon.get('/info');
  if (!info.ok) throw scannerErrors.DAEMON_UNREACHABLE({ reason: info.reason });
  const engine = reduceInfo(info.value);
  if (engine === undefined) throw scannerErrors.DAEMON_UNREACHABLE({ reason: 'what answers is no Docker daemon' });
  const progress = options.onProgress ?? (() => undefined);
  return {
    kind: 'sallyport-docker-snapshot',
    version: '1',
    takenAt: rfc3339(options.clock.now()),
    kernel: jsonText(info.value, 'KernelVersion') ?? release(),
    engine: known(engine),
    containers: await takeContainers(daemon, progress),
    images: await takeImages(daemon, progress),
    networks: await takeList(daemon, '/networks', (value) => listOf(value), reduceNetwork),
    volumes: await takeList(daemon, '/volumes', (value) => jsonList(value, 'Volumes'), reduceVolume),
    ...(await readHostFiles(options)),
  };
}

type Progress = NonNullable<TakeOptions['onProgress']>;

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

async function takeList<T>(
  daemon: DaemonApi,
  path: string,
  items: (value: unknown) => readonly unknown[] | undefined,
  reduce: (raw: unknown) => T,
): Promise<Told<readonly T[]>> {
  const answer = await daemon.get(path);
  if (!answer.ok) return refused(path, answer);
  const list = items(answer.value);
  if (list === undefined) return unknown(`the daemon's answer to ${path} is no list`);
  return known(reduceAll(list, reduce), cutOff(list));
}

function refused(
  path: string,
  { reason }: Extract<Answer, { ok: false }>,
): { readonly state: 'unknown'; readonly reason: string } {
  return unknown(`the daemon was asked for ${path}: ${reason}`);
}

/** Asks for a list and then for each of its items; what has been removed meanwhile is left out. */
async function takeEach<T>(
  daemon: DaemonApi,
  path: string,
  one: (id: string) => Promise<T | Extract<Answer, { ok: false }>>,
  progress: (done: number, total: number) => void,
): Promise<Told<readonly T[]>> {
  const answer = await daemon.get(path);
  if (!answer.ok) return refused(path, answer);
  if (!Array.isArray(answer.value)) return unknown(`the daemon's answer to ${path} is no list`);
  const ids = answer.value.flatMap((item) => jsonText(item, 'Id') ?? []);
  const missing: string[] = [];
  const leftOut = answer.value.length - Math.min(ids.length, MOST);
  if (leftOut > 0) missing.push(`${leftOut} of ${answer.value.length} were left out`);
  const found: T[] = [];
  for (const [index, id] of ids.slice(0, MOST).entries()) {
    const item = await one(id);
    if (!isRefusal(item)) found.push(item);
    else if (!item.gone) missing.push(`one could not be asked for: ${item.reason}`);
    progress(index + 1, Math.min(ids.length, MOST));
  }
  return known(found, missing.length === 0 ? undefined : missing.slice(0, 3).join('; '));
}

function isRefusal(item: unknown): item is Extract<Answer, { ok: false }> {
  return isForeignObject(item) && item['ok'] === false;
}

async function takeContainers(daemon: DaemonApi, progress: Progress): Promise<DockerSnapshot['containers']> {
  return takeEach(
    daemon,
    '/containers/json?all=1',
    (id) => takeContainer(daemon, id),
    (done, total) => progress(done, total, 'containers'),
  );
}

async function takeContainer(daemon: DaemonApi, id: string): Promise<ContainerFacts | Extract<Answer, { ok: false }>> {
  const at = `/containers/${encodeURIComponent(id)}`;
  const answer = await daemon.get(`${at}/json`);
  if (!answer.ok) return answer;
  const facts = reduceContainer(answer.value);
  if (facts === undefined) return { ok: false, gone: false, reason: 'its answer describes no container' };
  const changes = await daemon.get(`${at}/changes`);
  return {
    ...facts,
    written: changes.ok ? reduceChanges(changes.value) : refused(`${at}/changes`, changes),
    processes: facts.running ? await takeProcesses(daemon, at) : { state: 'absent' },
  };
}

/** Podman takes the names of columns where Docker takes options of ps, and needs no ps in the container for them. */
async function takeProcesses(daemon: DaemonApi, at: string): Promise<ContainerFacts['processes']> {
  const top = await daemon.get(`${at}/top`);
  const answer = top.ok || top.gone ? top : await daemon.get(`${at}/top?ps_args=comm`);
  return answer.ok ? reduceProcesses(answer.value) : refused(`${at}/top`, answer);
}

async function takeImages(daemon: DaemonApi, progress: Progress): Promise<DockerSnapshot['images']> {
  return takeEach(
    daemon,
    '/images/json',
    (id) => takeImage(daemon, id),
    (done, total) => progress(done, total, 'images'),
  );
}

async function takeImage(daemon: DaemonApi, id: string): Promise<ImageFacts | Extract<Answer, { ok: false }>> {
  const at = `/images/${encodeURIComponent(id)}`;
  const answer = await daemon.get(`${at}/json`);
  if (!answer.ok) return answer;
  const facts = reduceImage(answer.value);
  if (facts === undefined) return { ok: false, gone: false, reason: 'its answer describes no image' };
  const history = await daemon.get(`${at}/history`);
  return {
    ...facts,
    steps: history.ok ? reduceHistory(history.value, problemsOfStep) : refused(`${at}/history`, history),
  };
}
