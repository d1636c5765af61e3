import { asText, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import { given, jsonOf, MOST_PACKAGES, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { claims } from './claims.ts';

/** `vendor/composer/installed.json`: a list of packages, since Composer 2 under `packages`. */
export function analyseComposerInstalled(file: ImageFile): FileFacts {
  const json = jsonOf(file);
  const listed: readonly unknown[] = Array.isArray(json) ? json : jsonList(json, 'packages');
  if (!Array.isArray(json) && jsonMember(json, 'packages') === undefined) throw new Unreadable('it lists no packages');
  if (listed.length > MOST_PACKAGES) throw new Unreadable(`it names more than ${MOST_PACKAGES} packages`);
  const dev = new Set(jsonTexts(json, 'dev-package-names'));
  return {
    packages: listed.flatMap((each) => {
      const name = jsonText(each, 'name');
      const version = jsonText(each, 'version');
      if (name === undefined || version === undefined) return [];
      const licence = jsonMember(each, 'license');
      const licences = claims(asText(licence) === undefined ? jsonTexts(each, 'license') : [asText(licence)]);
      const isDev = dev.has(name) ? true : undefined;
      return [{ ecosystem: 'Packagist', name, version: version.replace(/^v/, ''), licences, ...given({ dev: isDev }) }];
    }),
  };
}
