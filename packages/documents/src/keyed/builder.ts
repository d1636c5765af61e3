import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import { ReadFailure } from '../result.ts';
import { Source } from '../source.ts';

/** Collects keys and values of the formats that have one a line. */
export class KeyedBuilder {
  readonly source: Source;
  readonly #limits: Limits;
  #nodes = 0;

  constructor(text: string, limits: Limits) {
    this.source = new Source(text, () => null);
    this.#limits = limits;
  }

  /** An entry from its places in the text. A key without a value has the value null. */
  entry(
    key: string,
    keyRange: readonly [number, number],
    value: string | null,
    range: readonly [number, number],
  ): ObjectEntry {
    this.#nodes += 1;
    const max = this.#limits.nodes;
    if (this.#nodes > max) throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max }), keyRange[0]);
    const node = new ScalarNode(this.source, range[0], Math.max(range[0], range[1]), value);
    return new ObjectEntry(this.source, key, keyRange[0], keyRange[1], node);
  }

  object(entries: readonly ObjectEntry[], start: number, end: number): ObjectNode {
    return new ObjectNode(this.source, start, end, entries);
  }
}
