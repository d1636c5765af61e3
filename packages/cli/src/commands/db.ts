import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';

export const command: Command = {
  usage: 'db update|status [ECOSYSTEM …]',
  description:
    'Keeps advisories in the cache folder, where scans read them. `db update` fetches only what changed, checks it and puts it in place in one step; one that is cut off goes on where it stopped.\nNames are those of OSV (npm, PyPI, Debian, …), kev (exploited vulnerabilities) and epss (likelihood of attacks). Without names: what is there already, and what the packages in this folder need.\n`db status` says date, count and source of each.',
  options: [
    {
      name: 'source',
      value: 'SOURCE',
      env: 'SALLYPORT_ADVISORIES',
      summary: 'A URL or a folder laid out as the OSV bucket, single OSV records, or a copy of an advisory folder.',
    },
    {
      name: 'layout',
      value: 'LAYOUT',
      choices: ['osv-bucket', 'osv-files', 'mirror'],
      summary: 'How the source is laid out, where that cannot be seen.',
    },
    { name: 'all', summary: 'Everything that the source lists.' },
    { name: 'verify', summary: 'db status: read every file and hold it to its digest.' },
    { name: 'json', summary: 'Print what was done, or what is there, as JSON.' },
    { name: 'quiet', short: 'q', summary: 'No progress.' },
    {
      name: 'config',
      value: 'FILE',
      env: 'SALLYPORT_CONFIG',
      summary: "Use this file instead of this folder's sallyport.yaml.",
    },
  ],
  maxArguments: 200,
  examples: [
    { line: 'sallyport db update', what: 'renew what is there and fetch what this folder needs' },
    { line: 'sallyport db update npm PyPI kev epss', what: 'these partitions and signals' },
    { line: 'sallyport db update --source /mnt/osv --all', what: 'everything from a mirror, without a network' },
    { line: 'sallyport db status', what: 'what is there, and how old it is' },
  ],
  async run(input, io) {
    const [action] = input.arguments;
    if (action === 'update') return (await import('../advisories/update.ts')).runUpdate(input, io);
    if (action === 'status') return (await import('../advisories/status.ts')).runStatus(input, io);
    const what = 'update or status';
    throw cliErrors.MISSING_ARGUMENT({ command: 'db', what, example: 'sallyport db update npm' });
  },
};
