/** What the walk of a history needs of a commit object (git-commit-tree(1)); ids in hex. */
export interface Commit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** When it was committed: seconds since the epoch. */
  readonly committedAt: number;
}

/** Who wrote a commit, when (seconds since the epoch), and the first line of its message. */
export interface CommitFacts {
  readonly author: string;
  readonly email: string;
  readonly authoredAt: number;
  readonly summary: string;
}

const PERSON = /^(?<name>.*?) ?<(?<email>[^>]*)> (?<seconds>-?\d{1,15}) [+-]\d{4}$/;
const COMMITTED = /^committer .*> (?<seconds>-?\d{1,15}) [+-]\d{4}$/m;
const TREE = /^[0-9a-f]{40,64}$/;

/** Parses a commit object; undefined where it names no tree. An odd date becomes zero. */
export function parseCommit(id: string, data: Buffer): Commit | undefined {
  const end = data.indexOf('\n\n');
  const headers = data.toString('latin1', 0, end === -1 ? data.length : end);
  const lines: string[] = [];
  for (let at = 0; at < headers.length;) {
    const feed = headers.indexOf('\n', at);
    const line = headers.slice(at, feed === -1 ? headers.length : feed);
    // Git writes the tree and the parents first, and nothing else of them after the author.
    if (line.startsWith('author ')) break;
    lines.push(line);
    at += line.length + 1;
  }
  const tree = lines.find((line) => line.startsWith('tree '))?.slice(5);
  if (tree === undefined || !TREE.test(tree)) return undefined;
  return {
    id,
    tree,
    parents: lines.filter((line) => line.startsWith('parent ')).map((line) => line.slice(7)),
    committedAt: Number(COMMITTED.exec(headers)?.groups?.['seconds'] ?? 0),
  };
}

/** What is shown of a commit. Odd persons and dates become empty and zero. */
export function commitFacts(data: Buffer): CommitFacts {
  const text = data.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = (end === -1 ? text : text.slice(0, end)).split('\n');
  const line = headers.find((header) => header.startsWith('author '))?.slice(7);
  const message = end === -1 ? '' : text.slice(end + 2).trimStart();
  return { ...person(line ?? ''), summary: (message.split('\n', 1)[0] ?? '').slice(0, 200) };
}

function person(line: string): Omit<CommitFacts, 'summary'> {
  const groups = PERSON.exec(line)?.groups;
  return {
    author: groups?.['name'] ?? '',
    email: groups?.['email'] ?? '',
    authoredAt: Number(groups?.['seconds'] ?? 0),
  };
}
