import { array, object, string } from '@sallyport/documents';

import type { GateInput } from '../gate/gate-input.ts';
import type { Breach, InputPath } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';
import { imagesIn } from './images-in.ts';

export const builtin = defineBuiltin({
  id: 'approved-registries',
  title: 'Images come from approved registries',
  summary: 'Objects to images in manifests, Compose files and Dockerfiles, and to the artifact, that lie elsewhere.',
  parameters: object({
    registries: array(string({ minLength: 1 }), {
      minItems: 1,
      doc: 'Registries, or registries with the beginning of a path: registry.example/shop.',
    }),
  }),
  requires: () => ['input'],
  judge: (input, { registries }) => {
    const breaches = imagesOf(input)
      .filter(({ image }) => !registries.some((registry) => liesIn(image, registry)))
      .map(({ image, path }): Breach => ({
        rule: 'registry',
        message: `${image} lies in ${registryOf(image)}, which is not approved`,
        enforcement: 'deny',
        paths: [path],
        fix: `Take the image from ${registries.join(' or ')}.`,
      }));
    return { breaches };
  },
});

function imagesOf(input: GateInput): { readonly image: string; readonly path: InputPath }[] {
  const found = input.documents.flatMap(({ content, format }, i) =>
    imagesIn(content, format).map(({ image, path }) => ({ image, path: ['documents', i, 'content', ...path] })),
  );
  const repository = input.artifact?.repository;
  return repository === undefined ? found : [{ image: repository, path: ['artifact', 'repository'] }, ...found];
}

/** The registry of an image as container engines read it: the first part, where it has a dot or a port, else Docker Hub. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isHost = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  return isHost ? first.toLowerCase() : 'docker.io';
}

/** Docker Hub's full name of an image that names no registry. */
function fullName(image: string): string {
  const plain = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const registry = registryOf(image);
  if (registry !== 'docker.io' || plain.toLowerCase().startsWith('docker.io/'))
    return `${registry}/${plain.split('/').slice(1).join('/')}`;
  return `docker.io/${plain.includes('/') ? plain : `library/${plain}`}`;
}

/** Whether an image lies in a registry, or below the beginning of a path: whole parts count, not letters. */
function liesIn(image: string, registry: string): boolean {
  const name = fullName(image);
  // No engine takes such a name, and what takes it elsewhere may go up.
  if (name.split('/').includes('..')) return false;
  const wanted = registry.replace(/\/+$/, '');
  return name === wanted || name.startsWith(`${wanted}/`);
}
