import type { Coverage, Finding, TargetDescription } from '@sallyport/findings';
import type { Inventory } from '@sallyport/inventory';
import type { JsonValue } from '@sallyport/kernel';

import type { InputPath, Place } from '../policy.ts';

/** What is about to pass, and who asks. */
export interface ChangeInfo {
  readonly id?: string;
  readonly title?: string;
  readonly author?: string;
  /** Who asked for it to pass, where that is not the author. */
  readonly requester?: string;
  readonly base?: string;
  /** The exact commit that is judged: approvals hold for it alone. */
  readonly head?: string;
  readonly files?: readonly string[];
}

/** An immutable thing that is about to be delivered. */
export interface ArtifactInfo {
  readonly name?: string;
  /** Registry and repository of an image: `registry.example/shop/web`. */
  readonly repository?: string;
  readonly digest?: string;
}

/** A statement about the change or artifact, made by a tool: tests, lint, SBOM, provenance, signature, image, approval. */
export interface Evidence {
  readonly type: string;
  /** RFC 3339: when it came to be. */
  readonly time?: string;
  /** The digest or commit that it is about. */
  readonly subject?: string;
  /** Whether a signature on it was checked by us. Never read from a file. */
  readonly verified: boolean;
  /** The file that it was read from. */
  readonly source?: string;
  readonly facts: { readonly [name: string]: JsonValue };
}

/** A document that is judged as it stands: a manifest, a Dockerfile, Terraform. */
export interface InputDocument {
  readonly path: string;
  readonly format: string;
  readonly content: JsonValue;
  /** What the head of a Dockerfile says: `syntax` is the image that reads it. */
  readonly directives?: { readonly [name: string]: string };
}

/** An exception, as policies see it. */
export interface ExceptionInfo {
  readonly id: string;
  readonly owner: string;
  /** RFC 3339: the moment at which it ends. */
  readonly ends: string;
  readonly policy?: string;
  readonly finding?: string;
}

/** What every policy of a gate sees as its input. Within `schemaVersion` 1 members are only added. */
export interface GateInput {
  readonly schemaVersion: '1';
  readonly gate: string;
  /** RFC 3339, UTC: the time of the decision. */
  readonly time: string;
  readonly service?: string;
  readonly environment?: string;
  readonly change?: ChangeInfo;
  readonly artifact?: ArtifactInfo;
  readonly actor?: { readonly id: string };
  /** Suppressed ones are among them, with their suppression. */
  readonly findings: readonly Finding[];
  readonly inventory?: Inventory;
  readonly coverage?: Coverage;
  /** The scan that gave findings and coverage. */
  readonly scan?: { readonly startedAt: string; readonly target: TargetDescription; readonly tool: string };
  readonly evidence: readonly Evidence[];
  readonly documents: readonly InputDocument[];
  readonly exceptions: readonly ExceptionInfo[];
}

/** An input and where each part of it was read from. */
export interface TracedInput {
  readonly value: GateInput;
  /** The file and place that a path of the input came from. */
  placeOf(path: InputPath): Place | undefined;
  /** Whether a path leads to something. */
  has(path: InputPath): boolean;
}
