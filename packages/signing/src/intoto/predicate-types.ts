/** Predicate types that are written or read here, by what they say. */
export const PREDICATE = Object.freeze({
  provenance: 'https://slsa.dev/provenance/v1',
  verificationSummary: 'https://slsa.dev/verification_summary/v1',
  cosignSignature: 'https://sigstore.dev/cosign/sign/v1',
  cosignVulnerabilities: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  vulnerabilities: 'https://in-toto.io/attestation/vulns/v0.2',
  testResult: 'https://in-toto.io/attestation/test-result/v0.1',
  cycloneDx: 'https://cyclonedx.org/bom',
  spdx: 'https://spdx.dev/Document',
  openVex: 'https://openvex.dev/ns',
  scanResult: 'urn:sallyport:predicate:scan-result:v1',
  approval: 'urn:sallyport:predicate:approval:v1',
  deployment: 'urn:sallyport:predicate:deployment:v1',
});

export type PredicateName = keyof typeof PREDICATE;

/** Short names as cosign's `--type` has them, and our own. */
const SHORT: Readonly<Record<string, string>> = {
  slsaprovenance1: PREDICATE.provenance,
  slsaprovenance: 'https://slsa.dev/provenance/v0.2',
  vsa: PREDICATE.verificationSummary,
  vuln: PREDICATE.cosignVulnerabilities,
  cyclonedx: PREDICATE.cycloneDx,
  spdx: PREDICATE.spdx,
  spdxjson: PREDICATE.spdx,
  openvex: PREDICATE.openVex,
  link: 'https://in-toto.io/Link/v1',
  custom: 'https://cosign.sigstore.dev/attestation/v1',
  'test-result': PREDICATE.testResult,
  'scan-result': PREDICATE.scanResult,
};

/** The URI of a short name; a URI stands for itself; undefined for anything else. */
export function predicateTypeOf(name: string): string | undefined {
  return SHORT[name] ?? (/^[a-z][a-z0-9+.-]*:\S+$/i.test(name) ? name : undefined);
}
