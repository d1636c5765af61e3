import type { Finding } from '@sallyport/findings';
import { baseEcosystem } from '@sallyport/inventory';
import type { Inventory } from '@sallyport/inventory';

import { readInside } from '../collect/file-reader.ts';
import { isForeign } from '../match/foreign.ts';
import { applyEdits } from './edit.ts';
import type { Edit, Proposal } from './edit.ts';
import { forceEdit } from './force.ts';
import { proposeGo } from './go.ts';
import { wantedVersions } from './plan.ts';
import type { Wanted } from './plan.ts';
import { proposeNpm } from './npm.ts';
import { proposePip } from './pip.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A file of the target, before and after. */
export interface ProposedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface ProposedFixes {
  readonly files: readonly ProposedFile[];
  /** One unified diff of all files; empty where no manifest has to change. */
  readonly diff: string;
  /** What is to be run or cannot be done, in sentences. */
  readonly notes: readonly string[];
}

export interface ProposeRequest {
  /** The folder that was scanned. */
  readonly root: string;
  readonly findings: readonly Finding[];
  readonly inventory: Inventory;
}

/** Texts of the target's files, each read once. */
export type TextOf = (path: string) => string | undefined;

/** The smallest edits of manifests that mend what was found, for npm, pip and Go. Writes nothing. */
export async function proposeFixes({ root, findings, inventory }: ProposeRequest): Promise<ProposedFixes> {
  const texts = new Map<string, string | undefined>();
  const textOf: TextOf = (path) => {
    if (!texts.has(path)) texts.set(path, readInside(root, path)?.toString('utf8'));
    return texts.get(path);
  };
  const proposals: Proposal[] = [];
  for (const wanted of wantedVersions(findings, inventory.packages)) proposals.push(await proposalFor(wanted, textOf));
  const files = await editedFiles(proposals, textOf);
  const changed = files.filter(({ before, after }) => before !== after).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files: changed,
    diff: changed.map(({ path, before, after }) => unifiedDiff(path, before, after)).join(''),
    notes: [...new Set(proposals.map(noteOf))],
  };
}

/** Ranges are raised where they stand; then versions are forced, one after the other, since all go to one place. */
async function editedFiles(proposals: readonly Proposal[], textOf: TextOf): Promise<ProposedFile[]> {
  const edits = uniqueEdits(proposals.flatMap((proposal) => (proposal.kind === 'edit' ? [proposal.edit] : [])));
  const forces = proposals.flatMap((proposal) => (proposal.kind === 'force' ? [proposal.force] : []));
  const paths = new Set([...edits, ...forces].map(({ path }) => path));
  const files: ProposedFile[] = [];
  for (const path of paths) {
    const before = textOf(path) ?? '';
    const ofFile = edits.filter((edit) => edit.path === path);
    let after = applyEdits(before, ofFile);
    for (const force of forces.filter((each) => each.path === path)) {
      const edit = await forceEdit(after, force);
      if (edit !== undefined) after = applyEdits(after, [edit]);
    }
    files.push({ path, before, after });
  }
  return files;
}

async function proposalFor(wanted: Wanted, textOf: TextOf): Promise<Proposal> {
  if (isForeign(wanted.package)) {
    const reason = 'it does not come from the registry that the advisory speaks of';
    return { kind: 'none', what: `${wanted.package.name} to ${wanted.version}`, reason };
  }
  switch (baseEcosystem(wanted.package.ecosystem)) {
    case 'npm':
      return proposeNpm(wanted, textOf);
    case 'PyPI':
      return proposePip(wanted, textOf);
    case 'Go':
      return proposeGo(wanted, textOf);
    default:
      return {
        kind: 'none',
        what: `${wanted.package.name} to ${wanted.version}`,
        reason: `edits are proposed for npm, pip and Go, not for ${wanted.package.ecosystem}`,
      };
  }
}

/** The same edit may mend several packages; of two for one place the higher version stands last. */
function uniqueEdits(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [`${edit.path} ${edit.start} ${edit.end} ${edit.text}`, edit])).values()];
}

function noteOf(proposal: Proposal): string {
  const { what } = proposal;
  if (proposal.kind === 'none') return `${what}: no edit, since ${proposal.reason}.`;
  if (proposal.kind === 'command') return `${what}: no manifest has to change; run ${proposal.command}`;
  const { path } = proposal.kind === 'edit' ? proposal.edit : proposal.force;
  const how = proposal.kind === 'edit' ? `edit ${path}` : `force it in ${path}`;
  return `${what}: ${how}${proposal.after === undefined ? '' : `, then run ${proposal.after}`}`;
}
