import type { Entry } from '../../parser.ts';
import type { Directive } from './directives.ts';

/**
 * Go's own library, of which advisories speak as `stdlib`. A `toolchain` line names the release that builds; from Go 1.21
 * on the `go` line names the least one. An older line says only which language is meant.
 */
export function standardLibrary(
  workspace: readonly Directive[],
  module: readonly Directive[],
): { entry?: Entry; notes: string[] } {
  const directives = [...workspace, ...module];
  const toolchain = directives.find(({ verb, words: [name = ''] }) => verb === 'toolchain' && /^go1\.\d/.test(name));
  const line = toolchain ?? directives.find(({ verb }) => verb === 'go');
  const version = /^(?:go)?(?<version>1\.(?<minor>\d+)\.\d+)/.exec(line?.words[0] ?? '')?.groups;
  if (line === undefined || version === undefined || Number(version['minor']) < 21)
    return { notes: ['which release of Go builds the module is not said, so its standard library was not looked up'] };
  const isOwn = module.includes(line);
  return {
    entry: {
      key: 'stdlib',
      ecosystem: 'Go',
      name: 'stdlib',
      version: version['version'] ?? '',
      relation: 'direct',
      ...(isOwn ? { range: line.range } : {}),
    },
    notes: [],
  };
}
