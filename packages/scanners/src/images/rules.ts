import type { Confidence, Remediation, Severity, Sighting } from '@sallyport/findings';

/** A kind of problem with an image itself; the ids of CIS Docker Benchmark, section 4, are among the tags. */
export interface ImageRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly why: string;
  readonly remediation: Remediation;
  readonly tags: readonly string[];
}

export const imageRules: readonly ImageRule[] = [
  {
    id: 'root-user',
    title: 'Container that runs as root',
    severity: 'medium',
    confidence: 'high',
    why: 'Whoever breaks into the process is root in the container, and one flaw of the kernel or one mounted folder away from being root on the host.',
    remediation: {
      summary: 'Make a user in the Dockerfile and end it with USER and a number, for example USER 10001.',
    },
    tags: ['cis-docker:4.1', 'cwe:250'],
  },
  {
    id: 'no-health-check',
    title: 'Image without a health check',
    severity: 'info',
    confidence: 'high',
    why: 'Docker cannot tell a container that hangs from one that works. Kubernetes has probes of its own and does not look at it.',
    remediation: { summary: 'Add HEALTHCHECK to the Dockerfile, or probes to the deployment.' },
    tags: ['cis-docker:4.6'],
  },
  {
    id: 'secret-in-env',
    title: 'Environment variable that looks like a secret',
    severity: 'high',
    confidence: 'medium',
    why: 'Everyone who can pull the image reads its environment, and so does every process in the container.',
    remediation: {
      summary: 'Take the variable out of the Dockerfile, renew the secret, and hand it in when the container starts.',
    },
    tags: ['cis-docker:4.10', 'cwe:798'],
  },
  {
    id: 'setuid-file',
    title: 'Program with setuid or setgid',
    severity: 'medium',
    confidence: 'high',
    why: 'Whoever may start it gets the rights of its owner, mostly root.',
    remediation: {
      summary:
        'Remove the bit in the step that brings the file (chmod a-s), or start containers with no-new-privileges.',
    },
    tags: ['cis-docker:4.8', 'cwe:250'],
  },
  {
    id: 'setuid-of-distribution',
    title: 'Programs of the distribution with setuid or setgid',
    severity: 'info',
    confidence: 'high',
    why: 'A service hardly ever needs su, mount or passwd; each of them has had flaws that made root of anyone.',
    remediation: { summary: 'Remove the bits in one step: find / -xdev -perm /6000 -type f -exec chmod a-s {} +' },
    tags: ['cis-docker:4.8'],
  },
  {
    id: 'world-writable',
    title: 'File or folder that everyone may write',
    severity: 'low',
    confidence: 'high',
    why: 'Any process in the container can replace its content, and with it what others run or read.',
    remediation: {
      summary: 'Take the right away in the step that brings it: chmod o-w; for folders for all, set the sticky bit.',
    },
    tags: ['cwe:732'],
  },
  {
    id: 'add-instruction',
    title: 'ADD where COPY would do',
    severity: 'low',
    confidence: 'high',
    why: 'ADD fetches addresses without checking what comes and unpacks archives, with all that may be in them.',
    remediation: {
      summary: 'Use COPY; fetch with a checksum (ADD --checksum=sha256:…) where a file must come from the network.',
    },
    tags: ['cis-docker:4.9'],
  },
  {
    id: 'update-alone',
    title: 'Package lists updated in a step of their own',
    severity: 'low',
    confidence: 'high',
    why: 'The step is kept by the builder: later builds install from old lists, without the fixes since.',
    remediation: { summary: 'Update and install in one RUN: apt-get update && apt-get install -y …' },
    tags: ['cis-docker:4.7'],
  },
  {
    id: 'remote-access-port',
    title: 'Port for remote administration',
    severity: 'medium',
    confidence: 'medium',
    why: 'SSH, telnet and the Docker API are doors for administration that a container does not need and that have to be guarded for themselves.',
    remediation: {
      summary: 'Remove the server and its EXPOSE; use the platform (kubectl exec, docker exec) to look inside.',
    },
    tags: ['cis-docker:5.7'],
  },
  {
    id: 'end-of-life',
    title: 'Operating system without security support',
    severity: 'high',
    confidence: 'high',
    why: 'Nobody fixes its packages any more, and advisories stop naming them: silence about a package is no good news.',
    remediation: { summary: 'Build on a release that is supported.' },
    tags: ['cwe:1104'],
  },
  {
    id: 'kernel-headers',
    title: 'Vulnerabilities of the kernel, told for its headers',
    severity: 'info',
    confidence: 'low',
    why: 'A container runs on the kernel of its host. The headers hold declarations for compilers and no code of the kernel, but share its source package and therefore its advisories.',
    remediation: {
      summary: "Update the hosts' kernels. In the image, leave out headers and compilers that only the build needs.",
    },
    tags: ['noise'],
  },
];

/** What a rule says wherever it holds, as the start of a sighting. */
export function ofRule(id: string): Omit<Sighting, 'location' | 'message'> {
  const rule = imageRules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const { title, severity, confidence, remediation, tags } = rule;
  return { scanner: 'images', rule: id, title, severity, confidence, remediation, references: [], tags };
}
