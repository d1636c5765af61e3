import { isForeignObject, isDigest, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { ociErrors } from './errors.ts';
import { parsePlatformObject } from './platform.ts';
import type { Platform } from './platform.ts';

/** One step of the build, as the configuration tells it. */
export interface HistoryStep {
  readonly createdBy?: string;
  readonly comment?: string;
  readonly created?: string;
  /** The step made no layer (ENV, CMD, …). */
  readonly emptyLayer: boolean;
}

/** What an image's configuration says; whatever it does not say is absent or empty. */
export interface ImageConfig {
  readonly platform?: Platform;
  readonly created?: string;
  readonly author?: string;
  /** Digests of the unpacked layers, bottom first. */
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryStep[];
  readonly user?: string;
  readonly workingDir?: string;
  /** `NAME=value`, as they stand: values may be secrets. */
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `80/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The test of HEALTHCHECK; `['NONE']` where it is switched off; absent where none is set. */
  readonly healthcheck?: readonly string[];
  readonly stopSignal?: string;
  readonly shell: readonly string[];
  readonly onBuild: readonly string[];
}

const MOST_STEPS = 10_000;

/** Reads an OCI or Docker image configuration. Throws `OCI_MANIFEST_MALFORMED` where it is none. */
export function parseImageConfig(bytes: Uint8Array, image: string): ImageConfig {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw ociErrors.MANIFEST_MALFORMED({ image, reason: 'its configuration is not JSON' }, { cause: error });
  }
  if (!isForeignObject(value)) {
    throw ociErrors.MANIFEST_MALFORMED({ image, reason: 'its configuration is not an object' });
  }
  const platform = parsePlatformObject(value);
  const config = jsonMember(value, 'config');
  const healthcheck = jsonTexts(jsonMember(config, 'Healthcheck'), 'Test');
  return {
    ...(platform === undefined ? {} : { platform }),
    ...texts(value, { created: 'created', author: 'author' }),
    diffIds: jsonTexts(jsonMember(value, 'rootfs'), 'diff_ids').filter(isDigest),
    history: jsonList(value, 'history').slice(0, MOST_STEPS).map(historyStep),
    ...texts(config, { user: 'User', workingDir: 'WorkingDir', stopSignal: 'StopSignal' }),
    env: jsonTexts(config, 'Env'),
    entrypoint: jsonTexts(config, 'Entrypoint'),
    cmd: jsonTexts(config, 'Cmd'),
    exposedPorts: names(jsonMember(config, 'ExposedPorts')),
    volumes: names(jsonMember(config, 'Volumes')),
    labels: labels(jsonMember(config, 'Labels')),
    ...(healthcheck.length === 0 ? {} : { healthcheck }),
    shell: jsonTexts(config, 'Shell'),
    onBuild: jsonTexts(config, 'OnBuild'),
  };
}

function historyStep(value: unknown): HistoryStep {
  return {
    ...texts(value, { createdBy: 'created_by', comment: 'comment', created: 'created' }),
    emptyLayer: jsonMember(value, 'empty_layer') === true,
  };
}

function texts<K extends string>(value: unknown, members: Record<K, string>): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const name of Object.keys(members) as K[]) {
    const text = jsonText(value, members[name]);
    if (text !== undefined) found[name] = text;
  }
  return found;
}

function names(value: unknown): string[] {
  return isForeignObject(value) ? Object.keys(value) : [];
}

function labels(value: unknown): Record<string, string> {
  if (!isForeignObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
