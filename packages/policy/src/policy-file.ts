/** A file of a set of policies, wherever it was read from. Paths use `/`. */
export interface PolicyFile {
  /** As shown to people. */
  readonly path: string;
  /** Relative to the folder that was given as the policies' own: tells where data goes. */
  readonly name: string;
  readonly text: string;
}

/** Whether a file of a set holds data for Rego: by its name, as in OPA's bundles. */
export function isDataFile(name: string): boolean {
  return /(?:^|\/)data\.(?:json|ya?ml)$/.test(name);
}
