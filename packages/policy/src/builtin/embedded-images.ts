import { toValue } from '@sallyport/documents';
import { parseYaml } from '@sallyport/documents/yaml';
import type { JsonValue } from '@sallyport/kernel';
import { jsonText } from '@sallyport/kernel';

import type { FoundImage } from './found-image.ts';

/** Texts that hold a document of their own: values of Helm in Argo CD and Terraform, definitions of containers. */
const HOLDERS = /^(?:values|container_definitions|containerDefinitions|manifest|yaml_body)$/;

/** The images in a document within a text: YAML, JSON, or an expression of Terraform that writes one. `imagesIn` reads a document. */
export function embeddedImages(
  key: string,
  text: string,
  imagesIn: (content: JsonValue) => readonly string[],
): readonly string[] {
  if (!HOLDERS.test(key) || !/image/i.test(text)) return [];
  const expression = /^\$\{\s*(?:json|yaml)encode\s*\(/.test(text);
  const parsed = expression ? undefined : parseYaml(text);
  if (parsed === undefined || !parsed.ok) return assignedImages(text);
  return parsed.documents.flatMap((root) => imagesIn(toValue(root) as JsonValue));
}

/** What is assigned to `image` in a text that is no document: `image = "…"`, `"image": "…"`. */
function assignedImages(text: string): string[] {
  return Array.from(text.matchAll(/\bimage"?\s*[=:]\s*"(?<image>[^"\n]+)"/gi), ({ groups }) => groups?.['image'] ?? '');
}

/** Parameters of Helm by name: `{ name: image.repository, value: … }` under `parameters` or `set`. */
export function parameterImages(key: string, items: readonly unknown[]): FoundImage[] {
  if (key !== 'parameters' && key !== 'set') return [];
  const named = items.map((item, i) => ({ name: jsonText(item, 'name') ?? '', value: jsonText(item, 'value'), i }));
  const valueOf = (name: string): string | undefined => named.find((one) => one.name === name)?.value;
  return named.flatMap(({ name, value, i }): FoundImage[] => {
    if (value === undefined || value === '') return [];
    if (/(?:^|\.)image$/i.test(name)) return [{ image: value, path: [i, 'value'] }];
    if (/(?:^|\.)imageRegistry$/i.test(name)) return [{ image: `${value}/`, path: [i, 'value'], isRegistry: true }];
    const prefix = /^(?<prefix>(?:.*\.)?\w*image)\.(?<part>repository|registry)$/i.exec(name)?.groups;
    if (prefix === undefined) return [];
    const registry = valueOf(`${prefix['prefix']}.registry`);
    if (prefix['part'] === 'registry')
      return valueOf(`${prefix['prefix']}.repository`) === undefined
        ? [{ image: `${value}/`, path: [i, 'value'], isRegistry: true }]
        : [];
    return [{ image: registry === undefined ? value : `${registry}/${value}`, path: [i, 'value'] }];
  });
}

/** `images` of Kustomize: objects with `newName`, or texts such as `old=new:tag` of Argo CD. */
export function kustomizeImages(key: string, items: readonly unknown[]): FoundImage[] {
  if (key !== 'images') return [];
  return items.flatMap((item, i): FoundImage[] => {
    if (typeof item === 'string' && item !== '') return [{ image: item.slice(item.indexOf('=') + 1), path: [i] }];
    const image = jsonText(item, 'newName');
    return image === undefined ? [] : [{ image, path: [i, 'newName'] }];
  });
}
