import { isForeignObject, jsonMember, jsonText } from '@sallyport/kernel';

import { jsonOf, MOST_PACKAGES, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';

/** `*.deps.json`: what an application was published with. `libraries` holds `Name/1.2.3`, of which `project` is the application itself. */
export function analyseDotnetDeps(file: ImageFile): FileFacts {
  const libraries = jsonMember(jsonOf(file), 'libraries');
  if (!isForeignObject(libraries)) throw new Unreadable('it lists no libraries');
  const packages = Object.entries(libraries).flatMap(([key, value]) => {
    const at = key.lastIndexOf('/');
    const type = jsonText(value, 'type');
    if (at <= 0 || (type !== 'package' && type !== 'runtimepack')) return [];
    const name = key.slice(0, at).replace(/^runtimepack\./, '');
    return [{ ecosystem: 'NuGet', name, version: key.slice(at + 1) }];
  });
  if (packages.length > MOST_PACKAGES) throw new Unreadable(`it names more than ${MOST_PACKAGES} packages`);
  return { packages };
}
