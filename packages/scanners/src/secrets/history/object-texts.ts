import { KIND } from '../../git/pack.ts';

/** An object of the history. */
export interface TextObject {
  readonly kind: number;
  readonly data: Buffer;
}

/** Text of a commit or tag that is no file. */
export interface ObjectText {
  readonly part: 'author' | 'message';
  /** Stands for a file's path: `commit message`. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** The headers that name people: of commits and of tags (git-cat-file(1), git-mktag(1)). */
const PEOPLE = ['author ', 'committer ', 'tagger '];
const DATE = / -?\d+ [+-]\d{4}$/;

/** Who wrote a commit or tag, and its message, each a text of its own. Files and trees have none. */
export function objectTexts({ kind, data }: TextObject): ObjectText[] {
  const name = textKind(kind);
  if (name === undefined) return [];
  const blank = data.indexOf('\n\n');
  const people = new Set<string>();
  for (const line of data.toString('utf8', 0, blank === -1 ? data.length : blank).split('\n')) {
    const header = PEOPLE.find((name) => line.startsWith(name));
    if (header !== undefined) people.add(line.slice(header.length).replace(DATE, ''));
  }
  return [
    { part: 'author', path: `${name} author`, bytes: Buffer.from([...people].join('\n')) },
    { part: 'message', path: `${name} message`, bytes: blank === -1 ? Buffer.alloc(0) : data.subarray(blank + 2) },
  ];
}

/** What a location calls the object whose own text it is in; undefined for files and trees. */
export function textKind(kind: number): 'commit' | 'tag' | undefined {
  if (kind === KIND.commit) return 'commit';
  return kind === KIND.tag ? 'tag' : undefined;
}
