import type { JsonValue } from '@sallyport/kernel';
import { isForeignObject, jsonText } from '@sallyport/kernel';

import type { InputPath } from '../policy.ts';
import { embeddedImages, kustomizeImages, parameterImages } from './embedded-images.ts';
import type { FoundImage } from './found-image.ts';
import { stageImages } from './stage-images.ts';

/** Deeper than this no manifest goes. */
const MAX_DEPTH = 200;

/**
 * The images that a document names: those of Kubernetes and Compose, of Helm values, of Argo CD with the values, parameters and
 * Kustomize images that it gives, of Terraform with definitions in text, of workflows, and of Dockerfiles.
 */
export function imagesIn(content: JsonValue, format: string): FoundImage[] {
  if (format === 'dockerfile') return stageImages(content);
  const found: FoundImage[] = [];
  visit(content, [], found);
  return found;
}

/** Members whose text is an image, whatever they stand in. */
const IMAGE = /^(?:image|image_?(?:uri|name)|docker_?image)$/i;
/** Members whose object says by its parts what an image is, as values of Helm charts do. */
const PARTS = /image$/i;
/** What is called an image elsewhere, and is a picture or a disk. */
const PICTURE = /\.(?:png|jpe?g|gif|svg|webp|ico|bmp|avif|iso|img|qcow2|vmdk|vhdx?)$/i;

function visit(value: unknown, path: InputPath, found: FoundImage[]): void {
  if (path.length > MAX_DEPTH) return;
  if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, [...path, i], found);
  else if (isForeignObject(value))
    for (const [key, item] of Object.entries(value)) {
      for (const { path: below, ...image } of imagesOf(key, item))
        found.push({ ...image, path: [...path, key, ...below] });
      visit(item, [...path, key], found);
    }
}

/** The images that one member names by itself; paths begin below it. */
function imagesOf(key: string, item: unknown): FoundImage[] {
  if (typeof item === 'string') return textImages(key, item);
  if (PARTS.test(key) && isForeignObject(item)) return partImages(item);
  if (Array.isArray(item))
    return [...kustomizeImages(key, item), ...parameterImages(key, item), ...embeddedLists(key, item)];
  return [];
}

function textImages(key: string, text: string): FoundImage[] {
  if (text === '') return [];
  if (IMAGE.test(key)) return PICTURE.test(text) ? [] : [{ image: text, path: [] }];
  if (/^image_?registry$/i.test(key)) return [{ image: `${text.replace(/\/+$/, '')}/`, path: [], isRegistry: true }];
  if (key === 'uses' && text.startsWith('docker://')) return [{ image: text.slice('docker://'.length), path: [] }];
  return embeddedImages(key, text, inYaml).map((image) => ({ image, path: [] }));
}

function inYaml(content: JsonValue): string[] {
  return imagesIn(content, 'yaml').map(({ image }) => image);
}

/** The texts of a list, such as `values` of a Helm release. */
function embeddedLists(key: string, items: readonly unknown[]): FoundImage[] {
  return items.flatMap((item, i) =>
    typeof item === 'string' ? embeddedImages(key, item, inYaml).map((image) => ({ image, path: [i] })) : [],
  );
}

function partImages(item: object): FoundImage[] {
  const repository = jsonText(item, 'repository');
  if (repository === undefined || repository === '') return [];
  const registry = jsonText(item, 'registry') ?? '';
  return [{ image: registry === '' ? repository : `${registry}/${repository}`, path: ['repository'] }];
}
