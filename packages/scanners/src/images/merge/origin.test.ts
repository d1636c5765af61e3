import type { ImageConfig, Layer } from '@sallyport/oci';
import { describe, expect, it } from 'vitest';

import { originsOf } from './origin.ts';

/** An image with this history; diff ids are numbered. */
function image(history: readonly (readonly [createdBy: string, empty?: boolean])[], diffIds: readonly string[] = []) {
  const steps = history.map(([createdBy, emptyLayer = false]) => ({ createdBy, emptyLayer }));
  const layers = steps
    .filter(({ emptyLayer }) => !emptyLayer)
    .map((_, index) => ({ index, descriptor: { digest: `sha256:${index}` } }));
  const config = { history: steps, diffIds, labels: {} };
  return { config, layers } as unknown as { config: ImageConfig; layers: readonly Layer[] };
}

const same = (text: string): string => text;
const BASE = [['/bin/sh -c #(nop) ADD file:1 in / '], ['/bin/sh -c #(nop)  CMD ["bash"]', true]] as const;
const from = (made: ReturnType<typeof image>, base?: ReturnType<typeof image>) =>
  originsOf(made, same, base).layers.map((layer) => layer.from);

describe('the name of the base image', () => {
  const BASE_NAME = 'org.opencontainers.image.base.name';
  const plain = image(BASE);

  it('is that of the annotation, or of the label', () => {
    const labelled = { ...plain, config: { ...plain.config, labels: { [BASE_NAME]: 'debian:12' } } };
    const annotated = { ...labelled, manifest: { annotations: { [BASE_NAME]: 'debian:13' } } };

    expect(originsOf(plain, same).baseName).toBeUndefined();
    expect(originsOf(labelled, same).baseName).toBe('debian:12');
    expect(originsOf(annotated, same).baseName).toBe('debian:13');
  });
});

describe('base and own layers', () => {
  it('are not known where nothing tells them apart', () => {
    expect(from(image([['ADD rootfs /'], ['RUN x']]))).toEqual(['unknown', 'unknown']);
    expect(from(image(BASE))).toEqual(['unknown']);
  });

  it('part at the CMD that further layers follow, not at the own one at the end', () => {
    expect(from(image([...BASE, ['RUN x'], ['CMD ["app"]', true]]))).toEqual(['base', 'own']);
  });

  it('part at the last base of several', () => {
    expect(from(image([...BASE, ['RUN middle'], ['ENTRYPOINT ["m"]', true], ['COPY app /']]))).toEqual([
      'base',
      'base',
      'own',
    ]);
  });

  it('are known for sure by the base image itself', () => {
    const made = image([['ADD rootfs /'], ['RUN x']], ['sha256:a', 'sha256:b']);

    expect(from(made, image([['ADD rootfs /']], ['sha256:a']))).toEqual(['base', 'own']);
    expect(from(made, image([['ADD rootfs /']], ['sha256:z']))).toEqual(['unknown', 'unknown']);
    expect(from(made, image([['ADD rootfs /']], []))).toEqual(['unknown', 'unknown']);
  });
});

describe('instructions', () => {
  it.each([
    ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['RUN /bin/sh -c apt-get update # buildkit', 'RUN apt-get update'],
    ['RUN |2 A=1 TOKEN=x /bin/sh -c make # buildkit', 'RUN make'],
    ['COPY . /app # buildkit', 'COPY . /app'],
    ['RUN /bin/sh -c a &&\n\t b # buildkit', 'RUN a && b'],
  ])('%j reads %j', (createdBy, instruction) => {
    expect(originsOf(image([[createdBy]]), same).layers[0]?.instruction).toBe(instruction);
  });

  it('are cut where they are long, after secrets were taken out', () => {
    const blank = (text: string): string => text.replaceAll('hidden', '***');

    const [layer] = originsOf(image([[`RUN hidden ${'x'.repeat(5000)}`]]), blank).layers;

    expect(layer?.instruction).toMatch(/^RUN \*\*\* x+…$/);
    expect(layer?.instruction?.length).toBeLessThan(500);
  });
});
