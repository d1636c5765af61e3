import type { Confidence, Remediation, Severity } from '@sallyport/findings';

/** A kind of problem with a package. Vulnerabilities are named by their own ids instead. */
export interface DependencyRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly why: string;
  readonly remediation: Remediation;
}

/** Every kind of problem that is looked for. */
export const dependencyRules: readonly DependencyRule[] = [
  {
    id: 'vulnerable-package',
    title: 'Package with a known vulnerability',
    severity: 'high',
    confidence: 'high',
    why: 'Attackers read advisories too: what is published is looked for everywhere within days. Each such finding is named by its vulnerability (CVE, GHSA, MAL) and has its severity.',
    remediation: {
      summary: 'Update the package to the version that the finding names.',
      steps: [
        'Where it comes with another package, move that one.',
        'Where no fixed version exists, replace the package, or say by VEX or by an exception with an expiry why it does no harm.',
      ],
    },
  },
  {
    id: 'install-script',
    title: 'Package that runs code when it is installed',
    severity: 'info',
    confidence: 'high',
    why: 'A script of a package runs with all rights of whoever installs it, on laptops and in CI, before any test; most attacks by packages begin there.',
    remediation: {
      summary:
        'Install without scripts (npm: ignore-scripts=true in .npmrc), and allow them for the packages that need them.',
    },
  },
  {
    id: 'git-dependency',
    title: 'Package from a git repository',
    severity: 'medium',
    confidence: 'high',
    why: 'Nobody reviews, scans or keeps what stands in a repository as a registry does; a branch or a tag can be moved, and advisories rarely speak of it.',
    remediation: { summary: 'Take a released version from a registry, or pin a full commit.' },
  },
  {
    id: 'url-dependency',
    title: 'Package from an address of its own',
    severity: 'medium',
    confidence: 'high',
    why: 'Whoever controls the address decides what is installed, and no registry keeps earlier versions or takes malicious ones down.',
    remediation: { summary: 'Take a released version from a registry, or pin the digest of the archive.' },
  },
  {
    id: 'unencrypted-source',
    title: 'Package fetched without encryption',
    severity: 'high',
    confidence: 'high',
    why: 'Anyone between the machine and the server can hand out another package.',
    remediation: { summary: 'Use https, and update the lock file.' },
  },
  {
    id: 'missing-integrity',
    title: 'Packages without a digest in the lock file',
    severity: 'medium',
    confidence: 'high',
    why: 'Without a digest nobody notices when the registry, a proxy or an attacker hands out something else under the same version.',
    remediation: {
      summary: 'Make the lock file anew with the present version of the package manager, which writes digests.',
    },
  },
  {
    id: 'weak-integrity',
    title: 'Packages with a digest that can be forged',
    severity: 'low',
    confidence: 'high',
    why: 'For SHA-1 two files with one digest have been made since 2017: whoever prepares a package can later hand out another under the same digest.',
    remediation: {
      summary:
        'Remove the weak digests from the lock file, or the whole file, and make it anew with the present version of the package manager, which writes SHA-512.',
    },
  },
  {
    id: 'foreign-host',
    title: 'Packages from another registry than all others',
    severity: 'medium',
    confidence: 'medium',
    why: 'Nobody reads lock files in review: an entry that leads to another host installs whatever stands there, and the digest beside it is that of the attacker.',
    remediation: {
      summary:
        "Make sure that the host is yours and name it in the project's settings (.npmrc and the like); else remove the entries and lock again.",
    },
  },
  {
    id: 'lock-out-of-step',
    title: 'Lock file out of step with the manifest',
    severity: 'medium',
    confidence: 'high',
    why: 'What is installed then differs from what was reviewed and scanned, or the installation resolves versions anew.',
    remediation: {
      summary:
        'Install once to bring the lock file up to date, and commit both together; in CI, install by the lock file alone (npm ci, yarn install --immutable, pnpm install --frozen-lockfile, cargo build --locked, poetry check --lock, bundle config frozen).',
    },
  },
  {
    id: 'lookalike-name',
    title: 'Name one slip away from a popular package',
    severity: 'medium',
    confidence: 'low',
    why: 'Attackers publish packages under mistyped names and wait.',
    remediation: { summary: 'Make sure that this package is meant.' },
  },
  {
    id: 'dependency-confusion',
    title: 'Private name that a public registry could answer for',
    severity: 'medium',
    confidence: 'medium',
    why: 'Whoever publishes a private name on the public registry, with a higher version, gets installed in its place.',
    remediation: { summary: 'Bind the name or scope to your own registry, and register it on the public one.' },
  },
  {
    id: 'licence-denied',
    title: 'Package under a licence that is not allowed',
    severity: 'high',
    confidence: 'high',
    why: 'The deny list of sallyport.yaml names the licence.',
    remediation: { summary: 'Replace the package, or get its use approved and write an exception.' },
  },
  {
    id: 'licence-unlisted',
    title: 'Package under a licence that nobody has allowed',
    severity: 'medium',
    confidence: 'high',
    why: 'The allow list of sallyport.yaml does not name the licence.',
    remediation: { summary: 'Have the licence looked at; then list it under allow or deny.' },
  },
  {
    id: 'licence-unknown',
    title: 'Packages whose licence is not known',
    severity: 'low',
    confidence: 'medium',
    why: 'Without a licence nothing is allowed; here neither the lock file nor the installed package says one, which proves nothing.',
    remediation: { summary: 'Look the licences up, or scan where the packages are installed.' },
  },
];

/** A rule that is there. */
export function ruleById(id: string): DependencyRule {
  const rule = dependencyRules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

/** How many of them are in effect. */
export function rulesInEffect(options: { readonly hygiene: boolean; readonly licences: object | undefined }): number {
  const isLicence = ({ id }: DependencyRule): boolean => id.startsWith('licence-');
  const licences = options.licences === undefined ? 0 : dependencyRules.filter(isLicence).length;
  const hygiene = dependencyRules.filter((rule) => !isLicence(rule)).length - 1;
  return 1 + (options.hygiene ? hygiene : 0) + licences;
}
