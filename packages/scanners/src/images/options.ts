import { parsePlatform } from '@sallyport/oci';
import type { Platform } from '@sallyport/oci';

import { readOptions as readDependencyOptions } from '../dependencies/options.ts';
import type { DependencyOptions } from '../dependencies/options.ts';
import type { ScanContext } from '../scanner.ts';
import type { SecretsSection } from '../secrets/custom/shape.ts';
import type { OpenContext } from './open-target.ts';
import type { ImagesSection } from './section.ts';

/** The `images` section of `sallyport.yaml`, and what the caller adds to it. */
export interface ImageOptions {
  readonly platform: Platform | undefined;
  readonly secrets: boolean;
  readonly base: string | undefined;
  readonly rebase: string | undefined;
  /** Rules of secrets. */
  readonly secretsSection: SecretsSection;
  /** Where advisories are, VEX, severity sources: the packages of an image are judged as all others. */
  readonly dependencies: DependencyOptions;
  readonly open: OpenContext;
}

/** Puts the checked section and what the command adds (`dependencies`, `secretsSection`, `env`, `home`, `folder`) into one form. */
export function readOptions(context: Omit<ScanContext, 'target' | 'onProgress'>): ImageOptions {
  const given = context.options;
  const section = given as ImagesSection;
  return {
    platform: section.platform === undefined ? undefined : parsePlatform(section.platform),
    secrets: section.secrets !== false,
    base: section.base,
    rebase: section.rebase,
    secretsSection: (given['secretsSection'] ?? {}) as SecretsSection,
    dependencies: readDependencyOptions((given['dependencies'] ?? {}) as { readonly [name: string]: unknown }),
    open: {
      offline: context.offline,
      clock: context.clock,
      signal: context.signal,
      env: (given['env'] ?? {}) as OpenContext['env'],
      home: textOr(given['home'], '/'),
      folder: textOr(given['folder'], '.'),
    },
  };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
