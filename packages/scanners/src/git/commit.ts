/** What a commit object says (git-commit-tree(1)); ids in hex. */
export interface Commit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly email: string;
  /** When it was written and when it was committed: seconds since the epoch. */
  readonly authoredAt: number;
  readonly committedAt: number;
  readonly summary: string;
}

const PERSON = /^(?<name>.*?) ?<(?<email>[^>]*)> (?<seconds>-?\d{1,15}) [+-]\d{4}$/;

/** Parses a commit object; undefined where it names no tree. Odd persons and dates become empty and zero. */
export function parseCommit(id: string, data: Buffer): Commit | undefined {
  const text = data.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = (end === -1 ? text : text.slice(0, end)).split('\n');
  const values = (name: string): string[] =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const [tree] = values('tree');
  if (tree === undefined || !/^[0-9a-f]{40,64}$/.test(tree)) return undefined;
  const author = person(values('author')[0]);
  return {
    id,
    tree,
    parents: values('parent'),
    author: author.name,
    email: author.email,
    authoredAt: author.seconds,
    committedAt: person(values('committer')[0]).seconds,
    summary:
      end === -1
        ? ''
        : (
            text
              .slice(end + 2)
              .trimStart()
              .split('\n', 1)[0] ?? ''
          ).slice(0, 200),
  };
}

function person(line: string | undefined): { name: string; email: string; seconds: number } {
  const groups = PERSON.exec(line ?? '')?.groups;
  return { name: groups?.['name'] ?? '', email: groups?.['email'] ?? '', seconds: Number(groups?.['seconds'] ?? 0) };
}
