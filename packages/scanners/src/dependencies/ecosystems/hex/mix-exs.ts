import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { linesOf } from '../shared/lines.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { workspaceOf } from '../shared/paths.ts';
import { fileSource, gitSource } from '../shared/resolved.ts';

const DEPENDENCY = /^\[?\s*\{:(?<name>[a-z]\w*),(?<rest>.*)\}/;

/** Mix's manifest: the lines that name a dependency. It is not run. */
export async function parseMixExs(file: LockFile): Promise<ParsedFile> {
  const lock = lockBeside(file, ['mix.lock', '../../mix.lock']);
  if (lock !== undefined) return locked(lock);
  const notes = [
    `${file.path} is Elixir code and is not run: what it asks for in other ways than by plain lines is not known`,
  ];
  return unlocked(file, asksOf(file), { ecosystem: 'Hex', notes });
}

export function asksOf(file: LockFile): Asked[] {
  const found: Asked[] = [];
  for (const { text, range } of linesOf(file.text)) {
    const { name, rest = '' } = DEPENDENCY.exec(text.trim())?.groups ?? {};
    if (name === undefined || /\bin_umbrella:\s*true/.test(rest)) continue;
    const location = { path: file.path, range };
    found.push(
      given({ name, location, workspace: workspaceOf(file.path), ...optionsIn(rest), resolved: sourceIn(rest) }),
    );
  }
  return found;
}

function optionsIn(rest: string): Pick<Asked, 'range' | 'group' | 'dev' | 'optional'> {
  const only = /\bonly:\s*(?<names>:\w+|\[[^[\]]*\])/.exec(rest)?.groups?.['names'];
  return {
    range: /^\s*"(?<range>[^"]*)"/.exec(rest)?.groups?.['range'] ?? '',
    group: only ?? 'deps',
    dev: only !== undefined && !only.includes(':prod'),
    optional: /\boptional:\s*true/.test(rest),
  };
}

function sourceIn(rest: string): Asked['resolved'] {
  const { kind, value = '' } = /\b(?<kind>git|github|path):\s*"(?<value>[^"]+)"/.exec(rest)?.groups ?? {};
  if (kind === undefined) return undefined;
  if (kind === 'path') return fileSource(value);
  return gitSource(kind === 'github' ? `https://github.com/${value}.git` : value);
}
