import { array, object, string } from '@sallyport/documents';

import type { GateInput } from '../gate/gate-input.ts';
import type { Breach, InputPath } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';
import type { FoundImage } from './found-image.ts';
import { imagesIn } from './images-in.ts';

export const builtin = defineBuiltin({
  id: 'approved-registries',
  title: 'Images come from approved registries',
  summary:
    'Objects to images in manifests, Helm values, Argo CD, Terraform, Compose files and Dockerfiles, and to the artifact, that lie elsewhere.',
  parameters: object({
    registries: array(string({ minLength: 1 }), {
      minItems: 1,
      doc: 'Registries, or registries with the beginning of a path: registry.example/shop.',
    }),
  }),
  requires: () => ['input'],
  judge: (input, { registries }) => {
    const breaches = imagesOf(input)
      .filter((found) => !registries.some((registry) => isApproved(found, registry)))
      .map(({ image, path }) => breachOf(image, path, `Take the image from ${registries.join(' or ')}.`));
    return { breaches };
  },
});

function isApproved({ image, isRegistry }: FoundImage, registry: string): boolean {
  // Which images are taken from it is said elsewhere: its host is what can be judged.
  if (isRegistry === true) return registryOf(image) === (registry.split('/')[0] ?? '');
  return liesIn(image, registry);
}

/** Where the registry is computed nobody can tell which it is: a person must look. */
function breachOf(image: string, path: InputPath, fix: string): Breach {
  const isComputed = /^[^/]*(?:\$[{\w]|\{\{)/.test(image);
  const where = isComputed
    ? 'a registry that is computed, and cannot be told'
    : `${registryOf(image)}, which is not approved`;
  return {
    rule: 'registry',
    message: `${image.replace(/\/$/, '')} lies in ${where}`,
    enforcement: isComputed ? 'warn' : 'deny',
    paths: [path],
    fix: isComputed ? 'Write the registry itself.' : fix,
  };
}

function imagesOf(input: GateInput): FoundImage[] {
  const found = input.documents.flatMap(({ content, format, directives }, i): FoundImage[] => {
    const syntax = directives?.['syntax'];
    const frontend: FoundImage[] =
      syntax === undefined ? [] : [{ image: syntax, path: ['documents', i, 'directives', 'syntax'] }];
    const inside = imagesIn(content, format).map((one) => ({ ...one, path: ['documents', i, 'content', ...one.path] }));
    return [...frontend, ...inside];
  });
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
