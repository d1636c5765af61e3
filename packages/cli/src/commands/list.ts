import type { CommandListing } from '../command.ts';

/** Every command; one line each. */
export const commands: readonly CommandListing[] = [
  {
    name: 'scan',
    group: 'Find',
    summary: 'Find what is wrong in a folder, repository or file',
    load: () => import('./scan.ts'),
  },
  {
    name: 'sbom',
    group: 'Find',
    summary: 'List the packages of a target as CycloneDX or SPDX',
    load: () => import('./sbom.ts'),
  },
  {
    name: 'db',
    group: 'Find',
    summary: 'Fetch advisories, and say what is there and how old',
    load: () => import('./db.ts'),
  },
  {
    name: 'docker',
    group: 'Find',
    summary: 'Take a snapshot of a Docker host, or propose how to harden a container',
    load: () => import('./docker.ts'),
  },
  { name: 'hook', group: 'Find', summary: 'Scan what is staged before every commit', load: () => import('./hook.ts') },
  {
    name: 'demo',
    group: 'Find',
    summary: 'Write a small service with planted problems and scan it',
    load: () => import('./demo.ts'),
  },
  {
    name: 'gate',
    group: 'Decide',
    summary: 'Decide whether something may pass, and say why not',
    load: () => import('./gate.ts'),
  },
  { name: 'sign', group: 'Prove', summary: 'Sign an image in its registry', load: () => import('./sign.ts') },
  {
    name: 'attest',
    group: 'Prove',
    summary: 'Sign a statement about an image: SBOM, provenance, tests',
    load: () => import('./attest.ts'),
  },
  {
    name: 'build',
    group: 'Prove',
    summary: 'Sign how an image was built, from inside its job',
    load: () => import('./build.ts'),
  },
  {
    name: 'verify',
    group: 'Prove',
    summary: 'Check who signed an image or attested something of it',
    load: () => import('./verify.ts'),
  },
  {
    name: 'approve',
    group: 'Decide',
    summary: "Sign a person's yes or no to what a gate asked about",
    load: () => import('./approve.ts'),
  },
  {
    name: 'deploy',
    group: 'Decide',
    summary: 'Say whether an image may be deployed to an environment',
    load: () => import('./deploy.ts'),
  },
  {
    name: 'copy',
    group: 'Prove',
    summary: 'Copy an image with its signatures and attestations',
    load: () => import('./copy.ts'),
  },
  {
    name: 'policy',
    group: 'Decide',
    summary: 'Evaluate, check, test, explain and measure policies',
    load: () => import('./policy.ts'),
  },
  {
    name: 'ci',
    group: 'Decide',
    summary: 'Write a pipeline that scans, gates and shows the results',
    load: () => import('./ci.ts'),
  },
  {
    name: 'explain',
    group: 'Help',
    summary: 'Say what a finding or a rule means and what to do',
    load: () => import('./explain.ts'),
  },
  {
    name: 'doctor',
    group: 'Help',
    summary: 'Check this machine and configuration, and say what is missing',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'completion',
    group: 'Help',
    summary: 'Print the completion script for bash, zsh or fish',
    load: () => import('./completion.ts'),
  },
];
