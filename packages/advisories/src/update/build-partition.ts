import { createPartitionBuilder } from '../partition/build.ts';
import type { PartitionBuilder } from '../partition/build.ts';
import type { PartitionFooter } from '../partition/format.ts';
import type { ImportJob, ImportOutcome } from '../sources/importer.ts';

export interface BuiltPartition {
  readonly path: string;
  readonly footer: PartitionFooter;
}

/** Builds a partition in the workspace; what was written is removed when anything fails. */
export async function buildPartition(
  job: ImportJob,
  fill: (builder: PartitionBuilder) => Promise<void>,
): Promise<BuiltPartition> {
  const path = job.workspace.path('partition', 'adv');
  const builder = createPartitionBuilder(path, job.name);
  try {
    await fill(builder);
    return { path, footer: builder.finish() };
  } catch (error) {
    builder.abandon();
    throw error;
  }
}

/** A built partition as an importer's outcome. */
export function outcomeOf(
  { path, footer }: BuiltPartition,
  validators: Readonly<Record<string, string>>,
): Extract<ImportOutcome, { kind: 'new' }> {
  return {
    kind: 'new',
    path,
    extension: 'adv',
    count: footer.advisories,
    malformed: footer.malformed,
    newest: footer.newest,
    validators,
  };
}
