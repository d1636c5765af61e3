import { textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { claims } from './claims.ts';

/** Core metadata of an installed distribution: `METADATA` of wheels, `PKG-INFO` of eggs. Mail headers, up to the first empty line. */
export function analysePythonMetadata(file: ImageFile): FileFacts {
  const headers = headersOf(textOf(file));
  const name = headers.get('name')?.[0];
  const version = headers.get('version')?.[0];
  if (name === undefined || version === undefined) throw new Unreadable('it names no package and version');
  const licences = claims([...(headers.get('license-expression') ?? []), ...(headers.get('license') ?? [])]);
  const classified = claims((headers.get('classifier') ?? []).map(licenceOfClassifier));
  return {
    packages: [{ ecosystem: 'PyPI', name, version, licences: licences.length > 0 ? licences : classified }],
  };
}

function headersOf(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/, 2000)) {
    if (line === '') break;
    const match = /^(?<name>[A-Za-z-]+):\s*(?<value>.*?)\s*$/.exec(line)?.groups;
    if (match === undefined || match['value'] === '' || match['value'] === 'UNKNOWN') continue;
    const key = (match['name'] ?? '').toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), match['value'] ?? '']);
  }
  return headers;
}

/** `License :: OSI Approved :: MIT License`. */
function licenceOfClassifier(classifier: string): string | undefined {
  return /^License :: (?:OSI Approved :: )?(?<name>[^:]+)$/.exec(classifier)?.groups?.['name'];
}
