import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { ImporterId } from '@sallyport/advisories';
import { sha256Hex } from '@sallyport/kernel';

import type { Io } from '../io.ts';
import type { LoadedConfig } from '../scan/config.ts';

/** Where partitions come from and where they are kept. */
export interface AdvisorySettings {
  readonly root: string;
  /** A URL or an absolute path. */
  readonly source: string;
  readonly importer: Extract<ImporterId, 'osv-bucket' | 'osv-files' | 'mirror'>;
  /** Whether somebody chose the source; the public ones are used otherwise. */
  readonly isChosen: boolean;
}

interface Given {
  readonly source?: string | undefined;
  readonly layout?: string | undefined;
}

/** The bucket that OSV serves to everybody. */
const PUBLIC_OSV = 'https://storage.googleapis.com/osv-vulnerabilities';

const LAYOUTS = ['osv-bucket', 'osv-files', 'mirror'] as const;

/**
 * The source by flag, environment and file, and the folder below the cache folder that keeps what comes from it. What
 * a repository's own `sallyport.yaml` names is kept apart: a scanned repository must not decide what scans of others see.
 */
export function advisorySettings(
  cacheDir: string,
  given: Given,
  config: Pick<LoadedConfig, 'advisories' | 'folder'>,
  io: Pick<Io, 'env' | 'cwd'>,
): AdvisorySettings {
  const environment = io.env['SALLYPORT_ADVISORIES'];
  const ofUser = given.source ?? (environment === '' ? undefined : environment);
  const ofFile = config.advisories.source;
  const layout = given.layout ?? (ofUser === undefined ? config.advisories.layout : undefined);
  const own = join(cacheDir, 'advisories');
  if (ofUser !== undefined) return settings(own, absolute(ofUser, io.cwd), layout);
  if (ofFile === undefined) return { root: own, source: PUBLIC_OSV, importer: 'osv-bucket', isChosen: false };
  const source = absolute(ofFile, config.folder);
  return settings(join(cacheDir, `advisories-${sha256Hex(source).slice(0, 16)}`), source, layout);
}

function settings(root: string, source: string, layout: string | undefined): AdvisorySettings {
  const importer = LAYOUTS.find((each) => each === layout) ?? layoutOf(source);
  return { root, source, importer, isChosen: true };
}

const absolute = (source: string, folder: string): string => (isUrl(source) ? source : resolve(folder, source));

const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/** A folder shows what it is; a server is taken for a bucket. */
function layoutOf(source: string): AdvisorySettings['importer'] {
  if (isUrl(source)) return 'osv-bucket';
  if (existsSync(join(source, 'ecosystems.txt')) || isBucket(source)) return 'osv-bucket';
  return hasPointers(source) ? 'mirror' : 'osv-files';
}

function isBucket(folder: string): boolean {
  return namesIn(folder).some((name) => existsSync(join(folder, name, 'all.zip')));
}

/** Another Sallyport's folder holds partition files. */
function hasPointers(folder: string): boolean {
  return namesIn(folder).some((name) => name.endsWith('.adv'));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
