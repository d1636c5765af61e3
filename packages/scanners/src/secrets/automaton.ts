/**
 * An Aho-Corasick automaton over bytes, letter case ignored, as one dense table: one look-up a byte.
 * Bytes that no keyword tells apart share a class. States that end a keyword have the highest numbers,
 * so that one comparison a byte finds them.
 */
export interface Automaton {
  /** Class of each byte value. */
  readonly classes: Uint8Array;
  /** `table[state + class]` is the next state; states are pre-multiplied by the number of classes. */
  readonly table: Int32Array;
  /** A state at or above this one ends at least one keyword. */
  readonly firstEnding: number;
  readonly classCount: number;
  /** For state `firstEnding + n * classCount`: the keywords that end there. */
  readonly endings: readonly (readonly number[])[];
}

interface TrieNode {
  readonly children: Map<number, TrieNode>;
  readonly ends: number[];
  fail: TrieNode | undefined;
  id: number;
}

/** Builds the automaton; keyword n is the n-th of the list. Keywords must not be empty. */
export function buildAutomaton(keywords: readonly string[]): Automaton {
  const folded = keywords.map((keyword) => Buffer.from(keyword.toLowerCase(), 'utf8'));
  const { classes, classCount } = classify(folded);
  const nodes = linkFailures(buildTrie(folded, classes));
  const inner = nodes.filter((node) => node.ends.length === 0);
  const ending = nodes.filter((node) => node.ends.length > 0);
  for (const [index, node] of [...inner, ...ending].entries()) node.id = index * classCount;
  const table = new Int32Array(nodes.length * classCount);
  for (const node of nodes) {
    // Breadth first: the row of the failure state is complete by now.
    const fail = node.fail;
    if (fail !== undefined) table.copyWithin(node.id, fail.id, fail.id + classCount);
    for (const [byteClass, child] of node.children) table[node.id + byteClass] = child.id;
  }
  return {
    classes,
    classCount,
    table,
    firstEnding: inner.length * classCount,
    endings: ending.map((node) => node.ends),
  };
}

function classify(keywords: readonly Buffer[]): { classes: Uint8Array; classCount: number } {
  const used = new Set(keywords.flatMap((keyword) => [...keyword]));
  const classes = new Uint8Array(256);
  let classCount = 1;
  for (const byte of [...used].sort((a, b) => a - b)) {
    classes[byte] = classCount;
    if (byte >= 0x61 && byte <= 0x7a) classes[byte - 0x20] = classCount;
    classCount++;
  }
  return { classes, classCount };
}

function newNode(): TrieNode {
  return { children: new Map(), ends: [], fail: undefined, id: 0 };
}

function buildTrie(keywords: readonly Buffer[], classes: Uint8Array): TrieNode {
  const root = newNode();
  for (const [index, keyword] of keywords.entries()) {
    let node = root;
    for (const byte of keyword) {
      const byteClass = classes[byte] ?? 0;
      let child = node.children.get(byteClass);
      if (child === undefined) node.children.set(byteClass, (child = newNode()));
      node = child;
    }
    node.ends.push(index);
  }
  return root;
}

/** Sets the failure links and passes on what ends there; returns the nodes breadth first. */
function linkFailures(root: TrieNode): TrieNode[] {
  const nodes = [root];
  for (const node of nodes) {
    for (const [byteClass, child] of node.children) {
      let fail = node.fail;
      while (fail !== undefined && !fail.children.has(byteClass)) fail = fail.fail;
      child.fail = fail?.children.get(byteClass) ?? root;
      child.ends.push(...child.fail.ends);
      nodes.push(child);
    }
  }
  return nodes;
}
