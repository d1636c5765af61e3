import { builtin as approvedRegistries } from './approved-registries.ts';
import { builtin as baseImageAge } from './base-image-age.ts';
import type { Builtin } from './builtin.ts';
import { builtin as deployWindows } from './deploy-windows.ts';
import { builtin as exceptionsNearExpiry } from './exceptions-near-expiry.ts';
import { builtin as fixAvailable } from './fix-available.ts';
import { builtin as licences } from './licences.ts';
import { builtin as lint } from './lint.ts';
import { builtin as provenance } from './provenance.ts';
import { builtin as requiredScans } from './required-scans.ts';
import { builtin as sbom } from './sbom.ts';
import { builtin as secrets } from './secrets.ts';
import { builtin as separationOfDuties } from './separation-of-duties.ts';
import { builtin as severity } from './severity.ts';
import { builtin as tests } from './tests.ts';

/** Every built-in policy; one line each. */
export const BUILTINS: readonly Builtin[] = [
  severity,
  fixAvailable,
  secrets,
  requiredScans,
  tests,
  lint,
  sbom,
  provenance,
  baseImageAge,
  licences,
  approvedRegistries,
  separationOfDuties,
  deployWindows,
  exceptionsNearExpiry,
];
