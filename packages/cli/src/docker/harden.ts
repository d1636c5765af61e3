import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { messageOf } from '@sallyport/kernel';
import { safeJson, visibleText } from '@sallyport/reports';
import { loadHardening } from '@sallyport/scanners';
import type { HardeningProposal, Need } from '@sallyport/scanners';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { writeWhole } from '../scan/write-file.ts';

/** `sallyport docker harden NAME`: shows what could be taken away, and writes the profiles where a folder is named. */
export async function runHarden(name: string, { options }: CommandInput, io: Io): Promise<ExitCode> {
  const { harden } = await loadHardening();
  const { env, clock, signal } = io;
  const [snapshot, image, folder] = ['snapshot', 'image', 'output'].map((option) => options.text(option));
  const home = env['HOME'] ?? homedir();
  const proposal = await harden({
    name,
    open: { offline: options.flag('offline'), clock, signal, env, home, folder: io.cwd },
    ...(snapshot === undefined ? {} : { snapshot: resolve(io.cwd, snapshot) }),
    ...(image === undefined ? {} : { image }),
  });
  if (folder !== undefined) await writeProfiles(resolve(io.cwd, folder), proposal);
  const text = options.flag('json') ? `${safeJson(proposal, 2)}\n` : shown(proposal, options.flag('compose'), folder);
  await io.out(text);
  return EXIT.fine;
}

async function writeProfiles(folder: string, proposal: HardeningProposal): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cliErrors.OUTPUT_FAILED({ path: folder, reason: messageOf(error) }, { cause: error });
  }
  await writeWhole(join(folder, proposal.seccompFile), [`${JSON.stringify(proposal.seccomp, undefined, 2)}\n`]);
  await writeWhole(join(folder, `${proposal.appArmorName}.apparmor`), [proposal.appArmor]);
}

function shown(proposal: HardeningProposal, asCompose: boolean, folder: string | undefined): string {
  const { diffs, appArmorName, seccompFile, capabilities, tmpfs, leftOut, cautions } = proposal;
  const where =
    folder === undefined
      ? ['Write both profiles with -o FOLDER.']
      : [`Written: ${join(folder, seccompFile)} and ${join(folder, `${appArmorName}.apparmor`)}.`];
  const lines = [
    ...(asCompose ? diffs.compose : diffs.options),
    '',
    ...diffs.seccomp,
    '',
    ...diffs.appArmor,
    '',
    ...because('Capabilities', capabilities, 'none: all are dropped'),
    ...because('Written in memory', tmpfs, 'nothing'),
    ...because('System calls left out', leftOut, "none of Docker's own profile"),
    'Mind',
    ...cautions.map((caution) => `  ${caution}`),
    '',
    ...where,
    `Load the AppArmor profile with: apparmor_parser -r -W ${appArmorName}.apparmor`,
  ];
  return `${lines.map((line) => visibleText(line)).join('\n')}\n`;
}

function because(title: string, needs: readonly Need[], none: string): string[] {
  if (needs.length === 0) return [title, `  ${none}`, ''];
  return [title, ...needs.map(({ name, basis, why }) => `  ${name} (${basis}): ${why}`), ''];
}
