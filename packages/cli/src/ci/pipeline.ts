/** What a pipeline is written for. */
export interface PipelinePlan {
  /** The version of Sallyport that the pipeline runs. */
  readonly version: string;
  /** The main branch. */
  readonly branch: string;
  /** The gate of sallyport.yaml that decides on a change; without one new findings of high severity fail it. */
  readonly gate: string | undefined;
}

/** A platform that pipelines can be written for. */
export interface Platform {
  /** `github`: the name on the command line. */
  readonly id: string;
  readonly title: string;
  /** Where the platform looks for the file, from the root of the repository. */
  readonly path: string;
  /** What is left to do by hand, one sentence each. */
  readonly next: readonly string[];
  write(plan: PipelinePlan): string;
}

/** Shell words for the revisions that a change is seen against. */
export interface ChangeRevisions {
  /** What it was made from: all that came since is new. */
  readonly since: string;
  /** The head of the branch that it goes onto, whose policies judge it. */
  readonly base: string;
}

/** The words that scan what a change brings. */
export function scanChange(plan: PipelinePlan, { since, base }: ChangeRevisions, outputs: readonly string[]): string {
  const gate = plan.gate === undefined ? [] : [`--gate ${plan.gate}`, `--base ${base}`];
  return words(plan, [`--new-since ${since}`, ...gate, ...outputs]);
}

/** The words that scan everything. */
export function scanAll(plan: PipelinePlan, outputs: readonly string[]): string {
  return words(plan, outputs);
}

function words(plan: PipelinePlan, rest: readonly string[]): string {
  return [`npx --yes sallyport@${plan.version} scan .`, ...rest].join(' ');
}

/** Says of an image or action whose digest or commit is not known here what is to be done about it. */
export const NOT_PINNED = 'not pinned: replace the tag by the digest that you have checked';
