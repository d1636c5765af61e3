import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

import type { CopyEvent, CopyResult, ImagePlace, Registry } from '@sallyport/oci';

import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';

export const command: Command = {
  usage: 'copy FROM TO [OPTIONS]',
  description:
    'Copies an image, and all that is attached to it: signatures, attestations, SBOMs. The name appears at its new place last,\nso that a copy that fails leaves nothing that reads as whole.\nFROM and TO are image references, or oci-dir:PATH[:NAME], oci-archive:PATH[:NAME], docker-archive:PATH[:NAME]. FROM may\nalso be docker:IMAGE, podman:IMAGE or containerd:IMAGE, what runs on this machine has. Credentials are those of docker login and\npodman login.',
  options: [
    {
      name: 'platform',
      value: 'PLATFORM',
      summary: 'Copy the image for this platform alone (linux/arm64); without it, for all that there are.',
    },
    { name: 'no-referrers', summary: 'Leave behind what is attached to the image.' },
    {
      name: 'plain-http',
      value: 'HOST',
      many: true,
      env: 'SALLYPORT_PLAIN_HTTP',
      summary: 'Reach this registry without TLS; this machine always is.',
    },
    { name: 'offline', env: 'SALLYPORT_OFFLINE', summary: 'Talk to no host at all.' },
    { name: 'json', summary: 'Print what was done as JSON.' },
    { name: 'quiet', short: 'q', env: 'SALLYPORT_QUIET', summary: 'No progress.' },
  ],
  maxArguments: 2,
  examples: [
    {
      line: 'sallyport copy registry.example/app:1.4 registry.example/prod/app:1.4',
      what: 'promote an image, with its signatures',
    },
    {
      line: 'sallyport copy registry.example/app:1.4 oci-archive:app.tar:1.4',
      what: 'take an image and its evidence to a network without a registry',
    },
    {
      line: 'sallyport copy docker-archive:app.tar registry.example/app:1.4 --quiet',
      what: 'push what docker save wrote',
    },
  ],
  async run(input, io) {
    // Loaded when a copy runs, so that help stays quick.
    const oci = await import('@sallyport/oci');
    const [from, to] = places(input, io, oci.parseImagePlace);
    const platform = input.options.text('platform');
    const registry = oci.createRegistry({
      credentials: oci.dockerCredentials({ env: io.env, home: io.env['HOME'] ?? homedir() }),
      http: { env: io.env },
      insecureHosts: input.options.list('plain-http'),
      offline: input.options.flag('offline'),
      clock: io.clock,
      signal: io.signal,
    });
    const result = await closing(registry, () =>
      oci.copyImage(from, to, {
        registry,
        env: io.env,
        referrers: !input.options.flag('no-referrers'),
        ...(platform === undefined ? {} : { platform: oci.parsePlatform(platform) }),
        ...(input.options.flag('quiet') ? {} : { onProgress: (event) => io.err(`${progressLine(event)}\n`) }),
      }),
    );
    await io.out(
      input.options.flag('json') ? `${JSON.stringify({ version: 1, ...result })}\n` : summary(input, result),
    );
    return EXIT.fine;
  },
};

function places(
  input: CommandInput,
  io: Io,
  parse: (text: string, exists: (path: string) => boolean) => ImagePlace,
): [ImagePlace, ImagePlace] {
  const [from, to] = input.arguments;
  if (from === undefined || to === undefined) {
    throw cliErrors.MISSING_ARGUMENT({
      command: 'copy',
      what: from === undefined ? 'an image and where it goes' : 'where the image goes',
      example: 'sallyport copy registry.example/app:1.4 oci-dir:app:1.4',
    });
  }
  const absolute = (place: ImagePlace): ImagePlace =>
    'path' in place ? { ...place, path: resolve(io.cwd, place.path) } : place;
  return [absolute(parse(from, (path) => existsSync(resolve(io.cwd, path)))), absolute(parse(to, () => false))];
}

async function closing<T>(registry: Registry, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    registry.close();
  }
}

const WORDS: Readonly<Record<CopyEvent['outcome'], string>> = {
  present: 'is there already',
  mounted: 'linked from the other repository',
  sent: 'copied',
};

function progressLine({ digest, size, outcome }: CopyEvent): string {
  return `${digest.slice(0, 19)} ${amount(size).padStart(9)}  ${WORDS[outcome]}`;
}

function summary(input: CommandInput, result: CopyResult): string {
  const { present, mounted, sent } = result.blobs;
  const attached = result.referrers === 0 ? 'nothing is attached to it' : `with ${result.referrers} attached`;
  return `${result.digest} is at ${input.arguments[1] ?? ''}, ${attached}: ${sent} blobs copied (${amount(result.sentBytes)}), ${present + mounted} were there\n`;
}

function amount(bytes: number): string {
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
