import type { BlobVisitor, WalkedBlob } from '../../git/blob-walk.ts';
import { asText, isConverted } from '../text.ts';
import { changedParts, isOfWholeLines } from './changed-parts.ts';
import type { BlobDetector } from './detector.ts';
import { JoinedSearch } from './joined-search.ts';

/**
 * Sorts out families, which are blobs made from one whole blob by deltas, in which nothing is: of most only the whole blob is searched,
 * and what is new in the others together with what is new in many more. Families with something in them, or that may have, need a
 * search that knows each blob.
 */
export class QuickPass implements BlobVisitor<true | undefined> {
  readonly maxBytes: number;
  readonly skip: BlobVisitor<unknown>['skip'];
  readonly damaged: BlobVisitor<unknown>['damaged'];
  readonly tooLarge: BlobVisitor<unknown>['tooLarge'];
  readonly #detector: BlobDetector;
  readonly #count: (blob: WalkedBlob<unknown>) => void;
  readonly #joined: JoinedSearch;
  /** Families that need a closer look and were not handed out yet, and all that ever did. */
  #open: number[] = [];
  readonly #suspects = new Set<number>();
  #family = -1;

  /** `others` does all but the search; `count` is told of each blob. */
  constructor(
    detector: BlobDetector,
    others: Omit<BlobVisitor<unknown>, 'visit'>,
    count: (blob: WalkedBlob<unknown>) => void,
  ) {
    this.#detector = detector;
    this.#count = count;
    this.maxBytes = others.maxBytes;
    this.skip = (ids, at) => others.skip(ids, at);
    this.damaged = (id) => others.damaged(id);
    this.tooLarge = (id) => others.tooLarge(id);
    this.#joined = new JoinedSearch(detector, (family) => this.#suspect(family));
  }

  /** The blobs that come now are of this family. */
  begin(family: number): void {
    this.#family = family;
  }

  /** Families that need a closer look, each once; after `finish` none is missing. */
  suspects(): number[] {
    const open = this.#open;
    this.#open = [];
    return open;
  }

  /** Ends the families of a pack. */
  finish(): number[] {
    this.#joined.flush();
    const open = this.suspects();
    this.#suspects.clear();
    return open;
  }

  visit(blob: WalkedBlob<true | undefined>): true | undefined {
    this.#count(blob);
    const text = asText(blob.data);
    if (text === undefined) return undefined;
    const isCopy = isConverted(text, blob.data);
    if (isCopy || blob.parent?.state === undefined) this.#searchWhole(isCopy ? text : blob.data);
    else this.#searchParts(blob.data, blob.parent);
    return isCopy ? undefined : true;
  }

  #searchWhole(text: Buffer): void {
    if (this.#suspects.has(this.#family)) return;
    if (this.#detector.startsFar(text) || this.#detector.detect(text).length > 0) this.#suspect(this.#family);
  }

  #searchParts(data: Buffer, { copies, length }: NonNullable<WalkedBlob<true | undefined>['parent']>): void {
    if (this.#suspects.has(this.#family)) return;
    for (const part of changedParts({ data, copies, baseLength: length }, this.#detector.reach.near)) {
      // What is encoded may go on where a line is cut.
      if (isOfWholeLines(data, part)) this.#joined.add(this.#family, data.subarray(part.from, part.to));
      else if (
        this.#detector.detect(data, part).length > 0 ||
        this.#detector.startsFar(data.subarray(part.from, part.to))
      )
        this.#suspect(this.#family);
    }
  }

  #suspect(family: number): void {
    if (this.#suspects.has(family)) return;
    this.#suspects.add(family);
    this.#open.push(family);
  }
}
