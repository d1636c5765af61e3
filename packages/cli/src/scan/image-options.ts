import { resolve } from 'node:path';

import type { CommandInput, OptionSpec } from '../command.ts';

/** What `scan` takes for images alone. */
export const IMAGE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'platform',
    value: 'PLATFORM',
    summary:
      'Of an image for several platforms: the one to look at, such as linux/arm64 (default: that of this machine).',
  },
  {
    name: 'base-image',
    value: 'IMAGE',
    summary: 'The image that this one was built on: tells its layers from the own ones for sure.',
  },
  {
    name: 'rebase-on',
    value: 'IMAGE',
    summary: 'A newer base image: says how many vulnerabilities a rebuild on it would mend, and which.',
  },
];

const ON_DISK = /^(?<kind>oci-dir|oci-archive|docker-archive):(?<path>.+)$/s;

/** The flags as the section `images` says them; paths start from where the command runs. */
export function imageSection({ options }: CommandInput, cwd: string): { readonly [name: string]: string } {
  const given = {
    platform: options.text('platform'),
    base: placeFrom(options.text('base-image'), cwd),
    rebase: placeFrom(options.text('rebase-on'), cwd),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function placeFrom(place: string | undefined, cwd: string): string | undefined {
  const { kind, path } = ON_DISK.exec(place ?? '')?.groups ?? {};
  return kind === undefined || path === undefined ? place : `${kind}:${resolve(cwd, path)}`;
}
