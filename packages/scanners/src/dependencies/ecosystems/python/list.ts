import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'pip',
    ecosystem: 'PyPI',
    role: 'lock',
    fileName: /^requirements(?:[-_.][\w.-]*)?\.txt$/,
    load: async () => (await import('./requirements.ts')).parseRequirements,
  },
  {
    id: 'pipenv',
    ecosystem: 'PyPI',
    role: 'lock',
    fileName: /^Pipfile\.lock$/,
    load: async () => (await import('./pipenv.ts')).parsePipenv,
  },
  {
    id: 'poetry',
    ecosystem: 'PyPI',
    role: 'lock',
    fileName: /^poetry\.lock$/,
    load: async () => (await import('./toml-lock.ts')).parseTomlLock,
  },
  {
    id: 'uv',
    ecosystem: 'PyPI',
    role: 'lock',
    fileName: /^uv\.lock$/,
    load: async () => (await import('./toml-lock.ts')).parseTomlLock,
  },
  {
    id: 'pdm',
    ecosystem: 'PyPI',
    role: 'lock',
    fileName: /^pdm\.lock$/,
    load: async () => (await import('./toml-lock.ts')).parseTomlLock,
  },
  {
    id: 'pylock',
    ecosystem: 'PyPI',
    role: 'lock',
    fileName: /^pylock(?:\.[^.]+)?\.toml$/,
    load: async () => (await import('./toml-lock.ts')).parseTomlLock,
  },
];
