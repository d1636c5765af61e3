import type { LockFileKind } from '../../parser.ts';

const PYPI = { ecosystem: 'PyPI' } as const;

export const kinds: readonly LockFileKind[] = [
  {
    ...PYPI,
    id: 'pip',
    role: 'lock',
    fileName: /^(?:[\w.-]*[-_.])?requirements(?:[-_.][\w.-]*)?\.(?:txt|in)$/i,
    path: /(?:^|\/)requirements\/[\w.-]+\.(?:txt|in)$/i,
    load: async () => (await import('./requirements.ts')).parseRequirements,
  },
  {
    ...PYPI,
    id: 'pipenv',
    role: 'lock',
    fileName: /^Pipfile\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./pipenv.ts')).parsePipfileLock,
  },
  {
    ...PYPI,
    id: 'poetry',
    role: 'lock',
    fileName: /^poetry\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./poetry.ts')).parsePoetry,
  },
  {
    ...PYPI,
    id: 'uv',
    role: 'lock',
    fileName: /^uv\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./uv.ts')).parseUv,
  },
  {
    ...PYPI,
    id: 'pdm',
    role: 'lock',
    fileName: /^pdm\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./pdm.ts')).parsePdm,
  },
  {
    ...PYPI,
    id: 'pylock',
    role: 'lock',
    fileName: /^pylock(?:\.[^.]+)?\.toml$/,
    holdsIntegrity: true,
    load: async () => (await import('./pylock.ts')).parsePylock,
  },
  {
    ...PYPI,
    id: 'pipfile',
    role: 'manifest',
    fileName: /^Pipfile$/,
    load: async () => (await import('./pipenv.ts')).parsePipfile,
  },
  {
    ...PYPI,
    id: 'pyproject',
    role: 'manifest',
    fileName: /^pyproject\.toml$/,
    load: async () => (await import('./pyproject.ts')).parsePyproject,
  },
  {
    ...PYPI,
    id: 'setup-cfg',
    role: 'manifest',
    fileName: /^setup\.cfg$/,
    load: async () => (await import('./setup-cfg.ts')).parseSetupCfg,
  },
];
