import { pypiName } from '@sallyport/inventory';

import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { lockBeside, locked } from '../shared/manifest.ts';
import { workspaceOf } from '../shared/paths.ts';
import { registrySource } from '../shared/resolved.ts';
import { parseReference, parseRequirement, pinOf, sourceOf } from './requirement.ts';
import type { Requirement } from './requirement.ts';
import { requirementLines } from './requirement-lines.ts';
import type { RequirementLine } from './requirement-lines.ts';

const OPTION = /^(?<name>-[a-z]|--[a-z-]+)(?:\s*=\s*|\s+|$)(?<value>.*)$/i;
const DEV = /(?:^|[-_./])(?:dev|develop|development|tests?|testing|lint|docs?|ci)(?:[-_./]|$)/i;
/** Nobody's files include each other deeper. */
const DEEPEST = 16;

interface Found extends Requirement {
  readonly line: RequirementLine;
  readonly path: string;
  readonly hashes: readonly string[];
}

interface Reading {
  readonly found: Found[];
  readonly pins: Map<string, string>;
  readonly visited: Set<string>;
  readonly notes: string[];
  registry: string | undefined;
}

/** pip's requirements, with the files that they include: what is pinned has a version, the rest is said to be open. */
export async function parseRequirements(file: LockFile): Promise<ParsedFile> {
  const compiled = file.path.endsWith('.in')
    ? lockBeside(file, [baseName(file.path).replace(/\.in$/, '.txt')])
    : undefined;
  if (compiled !== undefined) return locked(compiled);
  const reading: Reading = { found: [], pins: new Map(), visited: new Set(), notes: [], registry: undefined };
  readFile(reading, file, 0);
  const { found, notes } = reading;
  const entries = found.map((each, index) => entryOf(each, index, reading));
  const isCompiled = found.some(({ line }) => line.via.length > 0);
  const asks = found.flatMap((each, index) => (isCompiled && !isAsked(each) ? [] : [askOf(each, index)]));
  return {
    entries: isCompiled ? withNeeds(entries, found) : entries,
    asks,
    notes: [...notes, ...openNote(file, entries)],
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function readFile(reading: Reading, file: LockFile, depth: number): void {
  if (reading.visited.has(file.path)) return;
  reading.visited.add(file.path);
  for (const line of requirementLines(file.text)) {
    const option = OPTION.exec(line.text)?.groups;
    if (option === undefined) addRequirement(reading, file, line);
    else readOption(reading, { file, depth, line, name: option['name'] ?? '', value: (option['value'] ?? '').trim() });
  }
}

interface Option {
  readonly file: LockFile;
  readonly depth: number;
  readonly line: RequirementLine;
  readonly name: string;
  readonly value: string;
}

function readOption(reading: Reading, { file, depth, line, name, value }: Option): void {
  switch (name) {
    case '-r':
    case '--requirement':
    case '-c':
    case '--constraint':
      include(reading, { file, depth, line, name, value });
      return;
    case '-e':
    case '--editable': {
      const found = parseReference(value) ?? parseRequirement(value);
      if (found !== undefined)
        reading.found.push({
          ...found,
          resolved: found.resolved ?? sourceOf(value),
          line,
          path: file.path,
          hashes: [],
        });
      return;
    }
    case '-i':
    case '--index-url':
      reading.registry = value;
  }
}

/** Reads an included file, unless it is a file of the target that is read for itself. */
function include(reading: Reading, { file, depth, name, value }: Option): void {
  const other = /^[a-z]+:\/\//i.test(value) ? undefined : file.near(value);
  if (other === undefined) {
    reading.notes.push(`${file.path} includes ${value}, which is not in the target`);
    return;
  }
  if (name === '-c' || name === '--constraint') readPins(reading, other);
  else if (depth >= DEEPEST) reading.notes.push(`${file.path}: files include each other more than ${DEEPEST} deep`);
  else if (!file.isKnown(other.path)) readFile(reading, other, depth + 1);
}

function readPins(reading: Reading, file: LockFile): void {
  for (const { text } of requirementLines(file.text)) {
    const found = parseRequirement(withoutOptions(text));
    const version = found === undefined ? undefined : pinOf(found.range);
    if (found !== undefined && version !== undefined) reading.pins.set(pypiName(found.name), version);
  }
}

function addRequirement(reading: Reading, file: LockFile, line: RequirementLine): void {
  const text = withoutOptions(line.text);
  const found = parseReference(text) ?? parseRequirement(text);
  const hashes = [...line.text.matchAll(/\s--hash[=\s](?<hash>\S+)/g)].flatMap(({ groups }) => groups?.['hash'] ?? []);
  if (found !== undefined) reading.found.push({ ...found, line, path: file.path, hashes });
  else if (text !== '')
    reading.notes.push(`${file.path}:${line.range.start.line} names no package that is known: ${text.slice(0, 80)}`);
}

function withoutOptions(text: string): string {
  const option = text.search(/\s--[a-z]/);
  return (option < 0 ? text : text.slice(0, option)).trim();
}

function entryOf(found: Found, index: number, { pins, registry }: Reading): Entry {
  const version = pinOf(found.range) ?? (found.resolved === undefined ? pins.get(pypiName(found.name)) : undefined);
  const resolved = found.resolved ?? (registry === undefined ? undefined : registrySource(registry));
  return given({
    key: `${index}`,
    ecosystem: 'PyPI',
    name: found.name,
    version,
    dev: DEV.test(found.path),
    range: found.line.range,
    path: found.path,
    more: given({ integrity: found.hashes, resolved }),
  });
}

function askOf({ name, range, path, line, resolved }: Found, index: number): Ask {
  const location = { path, range: line.range };
  const group = baseName(path);
  const workspace = workspaceOf(path);
  return given({
    name,
    range,
    group,
    dev: DEV.test(path),
    optional: false,
    location,
    workspace,
    resolved,
    key: `${index}`,
  });
}

/** A compiled file says who brought what: files for what the project asks for, packages for the rest. */
function isAsked({ line }: Found): boolean {
  return line.via.length === 0 || line.via.some((name) => /^-[rc]\b|[/\\]|\.(?:in|toml|txt|cfg|py)\b|\(/.test(name));
}

function withNeeds(entries: readonly Entry[], found: readonly Found[]): Entry[] {
  const needs = new Map<string, string[]>();
  for (const [index, { line }] of found.entries()) {
    for (const name of line.via) {
      const known = needs.get(pypiName(name));
      if (known === undefined) needs.set(pypiName(name), [`${index}`]);
      else known.push(`${index}`);
    }
  }
  return entries.map((entry) => ({ ...entry, needs: needs.get(pypiName(entry.name)) ?? [] }));
}

function openNote(file: LockFile, entries: readonly Entry[]): string[] {
  const open = entries.filter(({ version, more }) => version === undefined && more?.resolved?.kind !== 'file');
  if (open.length === 0) return [];
  const some = open.slice(0, 5).map(({ name }) => name);
  return [
    `${file.path}: ${open.length} of ${entries.length} requirements are not pinned, so their versions are not known: ${some.join(', ')}${open.length > 5 ? ', …' : ''}`,
  ];
}
