import { given, textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { claims } from './claims.ts';

/** `specifications/*.gemspec`: Ruby that RubyGems itself writes at installation, always in this form. */
export function analyseGemspec(file: ImageFile): FileFacts {
  const text = textOf(file);
  const name = field(text, 'name');
  const version = field(text, 'version');
  if (name === undefined || version === undefined) throw new Unreadable('it names no gem and version');
  const listed = /\.licenses\s*=\s*\[(?<list>[^\]\n]*)\]/.exec(text)?.groups?.['list'] ?? '';
  const licences = [...listed.matchAll(/"(?<licence>[^"]+)"/g)].map((match) => match.groups?.['licence']);
  const platform = /^# stub: \S+ \S+ (?<platform>\S+) /m.exec(text)?.groups?.['platform'];
  return {
    packages: [
      {
        ecosystem: 'RubyGems',
        name,
        version,
        licences: claims(licences),
        ...given({ arch: platform === 'ruby' ? undefined : platform }),
      },
    ],
  };
}

function field(text: string, name: 'name' | 'version'): string | undefined {
  const assigned = /\.(?<field>name|version)\s*=\s*(?:Gem::Version\.new\s*\(?\s*)?["'](?<value>[^"'\n]+)["']/g;
  for (const match of text.matchAll(assigned)) if (match.groups?.['field'] === name) return match.groups['value'];
  return undefined;
}
