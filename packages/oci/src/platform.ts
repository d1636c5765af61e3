import { jsonText } from '@sallyport/kernel';

import { ociErrors } from './errors.ts';

/** What an image runs on, in Go's words: `linux`, `amd64`, `v7`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
}

const PART = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  ia32: '386',
};

/** Reads `os/architecture[/variant]`. Throws `OCI_PLATFORM_INVALID`. */
export function parsePlatform(text: string): Platform {
  const [os = '', architecture = '', variant, ...more] = text.toLowerCase().split('/');
  const parts = [os, architecture, ...(variant === undefined ? [] : [variant])];
  if (more.length > 0 || !parts.every((part) => PART.test(part))) {
    throw ociErrors.PLATFORM_INVALID({ platform: text.slice(0, 100) });
  }
  return normalise({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}

/** A platform from foreign JSON (a descriptor's, or an image configuration), or undefined. */
export function parsePlatformObject(value: unknown): Platform | undefined {
  const os = jsonText(value, 'os');
  const architecture = jsonText(value, 'architecture');
  if (os === undefined || architecture === undefined) return undefined;
  const variant = jsonText(value, 'variant');
  const osVersion = jsonText(value, 'os.version');
  return {
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    ...(osVersion === undefined ? {} : { osVersion }),
  };
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return `${os}/${architecture}${variant === undefined ? '' : `/${variant}`}`;
}

/** The platform whose images are taken where none is asked for: Linux on this machine's processor. */
export function hostPlatform(arch: string): Platform {
  return normalise({ os: 'linux', architecture: arch });
}

/** How well an image for `has` serves who asked for `wants`: 0 not at all, higher is better. */
export function platformFit(has: Platform, wants: Platform): number {
  const own = normalise(has);
  const asked = normalise(wants);
  if (own.os !== asked.os || own.architecture !== asked.architecture) return 0;
  if ((own.variant ?? '') === (asked.variant ?? '')) return 3;
  if (asked.variant === undefined) return own.architecture === 'arm' ? armRank(own.variant) : 1;
  if (own.variant === undefined) return 1;
  // An older ARM variant runs on a newer processor, never the other way round.
  return own.architecture === 'arm' && armRank(own.variant) < armRank(asked.variant) ? armRank(own.variant) : 0;
}

function armRank(variant: string | undefined): number {
  return Math.min(2, Math.max(0, Number(variant?.slice(1) ?? 7) - 5)) + 0.5;
}

function normalise(platform: Platform): Platform {
  const architecture = ARCHITECTURES[platform.architecture] ?? platform.architecture;
  const { variant, ...rest } = platform;
  const implied = (architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1');
  return { ...rest, architecture, ...(variant === undefined || implied ? {} : { variant }) };
}
