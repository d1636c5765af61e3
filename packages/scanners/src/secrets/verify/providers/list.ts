import type { Verifier } from '../verifier.ts';
import { business } from './business.ts';
import { clouds } from './clouds.ts';
import { forges } from './forges.ts';
import { messaging } from './messaging.ts';
import { models } from './models.ts';

/** Every verifier, by family; one line each. */
export const verifiers: readonly Verifier[] = [...business, ...clouds, ...forges, ...messaging, ...models];
