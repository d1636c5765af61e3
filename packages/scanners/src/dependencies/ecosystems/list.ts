import type { LockFileKind } from '../parser.ts';
import { kinds as cargo } from './cargo/list.ts';
import { kinds as cocoapods } from './cocoapods/list.ts';
import { kinds as composer } from './composer/list.ts';
import { kinds as conan } from './conan/list.ts';
import { kinds as go } from './go/list.ts';
import { kinds as hex } from './hex/list.ts';
import { kinds as julia } from './julia/list.ts';
import { kinds as maven } from './maven/list.ts';
import { kinds as npm } from './npm/list.ts';
import { kinds as nuget } from './nuget/list.ts';
import { kinds as pub } from './pub/list.ts';
import { kinds as python } from './python/list.ts';
import { kinds as r } from './r/list.ts';
import { kinds as ruby } from './ruby/list.ts';
import { kinds as swift } from './swift/list.ts';

/** Every kind of file that is read; one line an ecosystem. */
export const lockFileKinds: readonly LockFileKind[] = [
  ...npm,
  ...python,
  ...go,
  ...cargo,
  ...ruby,
  ...composer,
  ...maven,
  ...nuget,
  ...conan,
  ...hex,
  ...pub,
  ...cocoapods,
  ...swift,
  ...julia,
  ...r,
];
