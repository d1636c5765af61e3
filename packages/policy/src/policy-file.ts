/** A file of a set of policies, wherever it was read from. Paths use `/`. */
export interface PolicyFile {
  /** As shown to people. */
  readonly path: string;
  /** Relative to the folder that was given as the policies' own: tells where data goes. */
  readonly name: string;
  readonly text: string;
}
