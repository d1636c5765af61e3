import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'bundler',
    ecosystem: 'RubyGems',
    role: 'lock',
    fileName: /^(?:Gemfile\.lock|gems\.locked)$/,
    load: async () => (await import('./gemfile-lock.ts')).parseGemfileLock,
  },
  {
    id: 'gemfile',
    ecosystem: 'RubyGems',
    role: 'manifest',
    fileName: /^(?:Gemfile|gems\.rb)$/,
    load: async () => (await import('./gemfile.ts')).parseGemfile,
  },
  {
    id: 'gemspec',
    ecosystem: 'RubyGems',
    role: 'manifest',
    fileName: /\.gemspec$/,
    load: async () => (await import('./gemfile.ts')).parseGemspec,
  },
];
