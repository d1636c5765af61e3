import { textOf } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';

/** Java's `release` file at the root of its folder, and Go's `VERSION`: runtimes that say in a text what they are. */
export function analyseRuntimeFile(file: ImageFile): FileFacts {
  const text = textOf(file).slice(0, 64 * 1024);
  if (file.path.endsWith('/VERSION')) {
    const version = /^go(?<version>\d+\.\d+[\w.]*)/.exec(text)?.groups?.['version'];
    return version === undefined ? {} : { software: [{ ecosystem: 'Go', name: 'toolchain', version }] };
  }
  const version = /^JAVA_(?:RUNTIME_)?VERSION="?(?<version>\d[\w.+-]*)/m.exec(text)?.groups?.['version'];
  if (version === undefined) return {};
  const supplier = /^IMPLEMENTOR="(?<supplier>[^"\n]+)"/m.exec(text)?.groups?.['supplier'];
  const found = {
    ecosystem: 'Bitnami',
    name: 'java',
    version: version.replace(/^1\.8\.0_/, '8.0.').replace(/\+.*$/, ''),
  };
  return { software: [supplier === undefined ? found : { ...found, supplier }] };
}
