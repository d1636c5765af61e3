import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';

export const command: Command = {
  usage: 'docker snapshot|harden [IMAGE|CONTAINER] [OPTIONS]',
  description:
    '`docker snapshot` writes down how this host runs Docker: what its daemon answers on its socket and what files of the host say. Nothing is run or changed; environment variables lose their values and commands their arguments. `sallyport scan docker:FILE` holds it to the CIS Docker Benchmark, `sallyport scan docker:` this host at once.\n`docker harden` proposes the capabilities, a read-only root, a seccomp and an AppArmor profile that an image or a container needs, each as a diff against how it is started now, and says what is derived and what is assumed.',
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      summary:
        'docker snapshot: write the snapshot there; standard output where it is left out. docker harden: a folder for the profiles.',
    },
    {
      name: 'host-root',
      value: 'FOLDER',
      summary: "docker snapshot: where the host's root lies, if not at / (a container that has it mounted).",
    },
    {
      name: 'snapshot',
      value: 'FILE',
      summary:
        'docker harden: how the container is started, from a snapshot or docker inspect, instead of asking the daemon.',
    },
    {
      name: 'image',
      value: 'PLACE',
      summary: "docker harden: where the container's image lies (docker-archive:FILE, oci-dir:PATH, a reference).",
    },
    { name: 'compose', summary: 'docker harden: show a fragment of compose.yaml instead of options of docker run.' },
    { name: 'offline', env: 'SALLYPORT_OFFLINE', summary: 'docker harden: talk to no registry.' },
    { name: 'json', summary: 'docker harden: print the proposal as JSON.' },
    { name: 'quiet', short: 'q', summary: 'No progress.' },
  ],
  maxArguments: 2,
  examples: [
    { line: 'sallyport docker snapshot -o host.json', what: 'as root on the host that is to be checked' },
    { line: 'sallyport scan docker:host.json', what: 'what is wrong with it, anywhere' },
    { line: 'sallyport docker harden web', what: 'what the container web needs, and no more' },
    {
      line: 'sallyport docker harden registry.example/web:1 -o profiles',
      what: 'the same of an image; writes both profiles',
    },
  ],
  async run(input, io) {
    const [action, name] = input.arguments;
    if (action === 'snapshot') return (await import('../docker/snapshot.ts')).runSnapshot(input, io);
    if (action === 'harden' && name !== undefined)
      return (await import('../docker/harden.ts')).runHarden(name, input, io);
    const what = action === 'harden' ? 'an image or a container' : 'snapshot or harden';
    throw cliErrors.MISSING_ARGUMENT({ command: 'docker', what, example: 'sallyport docker snapshot -o host.json' });
  },
};
