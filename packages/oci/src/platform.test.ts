import { describe, expect, it } from 'vitest';

import { formatPlatform, hostPlatform, parsePlatform, platformFit } from './platform.ts';

describe('parsePlatform', () => {
  it.each(['', 'linux', 'linux/', '/amd64', 'linux/arm/v7/x', 'linux/a b', `linux/${'a'.repeat(100)}`])(
    'refuses %j',
    (text) => {
      expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'OCI_PLATFORM_INVALID' }) as Error);
    },
  );

  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['windows/amd64', 'windows/amd64'],
  ])('reads %s as %s', (text, platform) => {
    expect(formatPlatform(parsePlatform(text))).toBe(platform);
  });

  it('knows the processor of this machine by its name in images', () => {
    expect(['x64', 'arm64', 'ia32', 's390x'].map((arch) => formatPlatform(hostPlatform(arch)))).toEqual([
      'linux/amd64',
      'linux/arm64',
      'linux/386',
      'linux/s390x',
    ]);
  });
});

describe('platformFit', () => {
  const fit = (has: string, wants: string): number => platformFit(parsePlatform(has), parsePlatform(wants));

  it('is nothing for another system or processor, or a newer one', () => {
    expect([
      fit('linux/amd64', 'linux/arm64'),
      fit('windows/amd64', 'linux/amd64'),
      fit('linux/arm/v7', 'linux/arm/v6'),
    ]).toEqual([0, 0, 0]);
  });

  it('is best for the same, and better for a nearer one', () => {
    expect(fit('linux/arm/v7', 'linux/arm/v7')).toBeGreaterThan(fit('linux/arm/v6', 'linux/arm/v7'));
    expect(fit('linux/arm/v6', 'linux/arm/v7')).toBeGreaterThan(fit('linux/arm/v5', 'linux/arm/v7'));
    expect(fit('linux/arm/v7', 'linux/arm')).toBeGreaterThan(fit('linux/arm/v6', 'linux/arm'));
    expect(fit('linux/amd64', 'linux/amd64/v3')).toBeGreaterThan(0);
  });
});
