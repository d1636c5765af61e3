import { defineErrors } from '@sallyport/kernel';

/** Input that the user must correct. What a scan meets inside a target is a coverage note instead, made by the caller. */
export const inventoryErrors = defineErrors('inventory', {
  BAD_PURL: {
    message: '"{purl}" is no package URL: {reason}',
    next: 'Write it as pkg:type/namespace/name@version.',
    exit: 2,
  },
  UNKNOWN_SBOM: {
    message: '{what} is no SBOM that is understood: {reason}',
    next: 'Give CycloneDX 1.4 to 1.7 (JSON or XML) or SPDX 2.3 (JSON or tag-value).',
    exit: 2,
  },
  UNKNOWN_VEX: {
    message: '{what} is no VEX document that is understood: {reason}',
    next: 'Give OpenVEX, CycloneDX VEX or CSAF VEX as JSON.',
    exit: 2,
  },
});
