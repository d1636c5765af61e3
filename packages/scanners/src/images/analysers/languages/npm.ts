import { asText, isForeignObject, jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import { given, jsonOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { claims } from './claims.ts';

/** `node_modules/NAME/package.json`: the package that lies there. Files without a name and version are parts of packages. */
export function analyseNodePackage(file: ImageFile): FileFacts {
  const json = jsonOf(file);
  if (!isForeignObject(json)) throw new Unreadable('it is no JSON object');
  const name = jsonText(json, 'name');
  const version = jsonText(json, 'version');
  if (name === undefined || version === undefined) return {};
  return {
    packages: [
      {
        ecosystem: 'npm',
        name,
        version: version.replace(/^[v=]+/, ''),
        licences: claims(licencesOf(json)),
        ...given({ installScript: hasInstallScript(json) ? true : undefined }),
      },
    ],
  };
}

/** `license: 'MIT'`, `license: { type }` of old, `licenses: [{ type }]` of older. */
function licencesOf(json: unknown): (string | undefined)[] {
  const field = jsonMember(json, 'license');
  const one = asText(field) ?? jsonText(field, 'type');
  if (one !== undefined) return [one];
  return jsonList(json, 'licenses').map((each) => asText(each) ?? jsonText(each, 'type'));
}

function hasInstallScript(json: unknown): boolean {
  const scripts = jsonMember(json, 'scripts');
  return ['preinstall', 'install', 'postinstall'].some((name) => jsonText(scripts, name) !== undefined);
}
