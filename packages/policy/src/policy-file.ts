/** A file of a set of policies, wherever it was read from. Paths use `/`. */
export interface PolicyFile {
  /** As shown to people. */
  readonly path: string;
  /** Relative to the folder that was given as the policies' own: tells where data goes. */
  readonly name: string;
  readonly text: string;
  /** The version of Rego that a bundle says it is written in. */
  readonly version?: 'v0' | 'v1';
  /** Why its text could not be read; `text` is then empty. What is not read is never passed over. */
  readonly problem?: string;
}

/** The text of a policy file. Bytes that are no UTF-8 are a problem: replaced by something else they would match nothing. */
export function decodePolicyText(bytes: Uint8Array): Pick<PolicyFile, 'text' | 'problem'> {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: '', problem: 'it is not UTF-8' };
  }
}

/** Whether a file of a set holds data for Rego: by its name, as in OPA's bundles. */
export function isDataFile(name: string): boolean {
  return /(?:^|\/)data\.(?:json|ya?ml)$/.test(name);
}
