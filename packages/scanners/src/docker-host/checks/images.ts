import { checkUser, SECRET_NAME } from '../../images/checks/config.ts';
import type { DockerSnapshot, ImageFacts } from '../snapshot/snapshot.ts';
import { judgeEach, manual, PASS, fail, withPart } from './check.ts';
import type { Breach, Check, Outcome } from './check.ts';

/** The path under which findings of an image lie. */
function subjectOf({ names, id }: ImageFacts): string {
  return `images/${names[0] ?? id}`;
}

function judgeImages({ images }: DockerSnapshot, judge: (image: ImageFacts) => string | undefined): Outcome {
  return judgeEach(images, 'images', (image) => breachOf(subjectOf(image), judge(image)));
}

function breachOf(subject: string, says: string | undefined): Breach[] {
  return says === undefined ? [] : [{ subject, says }];
}

/** Section 4: images, as the engine knows them; what lies in their layers is seen by a scan of each. */
export const imageChecks: readonly Check[] = [
  {
    cis: '4.1',
    rule: 'image-root-user',
    wanted: 'Images name a user other than root',
    title: 'Image that runs as root',
    severity: 'medium',
    why: 'Whoever breaks into the process is root in the container, and one flaw of the kernel from being it on the host.',
    fix: 'End the Dockerfile with USER and a number, for example USER 10001.',
    evaluate: (snapshot) =>
      judgeImages(snapshot, ({ user = '' }) => (checkUser({ user }).length === 0 ? undefined : rootSays(user))),
  },
  byHand(
    '4.2',
    'trusted-base',
    'Base images are trusted',
    'Sign what you build on and let a gate check it',
    'verify IMAGE',
  ),
  byHand(
    '4.3',
    'needless-packages',
    'Images hold no packages that nobody needs',
    'List what each image holds',
    'sbom IMAGE',
  ),
  byHand(
    '4.4',
    'image-vulnerabilities',
    'Images are scanned and rebuilt',
    'Scan each image and rebuild it',
    'scan IMAGE',
  ),
  {
    cis: '4.5',
    rule: 'content-trust',
    wanted: 'Content trust is on',
    title: 'Content trust is not on',
    severity: 'low',
    why: 'Without it the client takes whatever a tag names. Docker ends its service for it; signatures that a gate checks do the same and more.',
    fix: 'Check signatures before images run: sallyport verify IMAGE --key KEY; where a Notary server of your own is in use, export DOCKER_CONTENT_TRUST=1.',
    evaluate: ({ contentTrust }) =>
      withPart(
        contentTrust,
        (value) => (value === '1' ? PASS : fail('environment', 'DOCKER_CONTENT_TRUST is not 1.')),
        fail('environment', 'DOCKER_CONTENT_TRUST is not set for the user who took the snapshot.'),
      ),
  },
  {
    cis: '4.6',
    rule: 'image-health-check',
    wanted: 'Images have a health check',
    title: 'Image without a health check',
    severity: 'info',
    why: 'Docker cannot tell a container that hangs from one that works.',
    fix: 'Add HEALTHCHECK to the Dockerfile.',
    evaluate: (snapshot) =>
      judgeImages(snapshot, ({ hasHealthCheck }) => (hasHealthCheck ? undefined : 'It has no HEALTHCHECK.')),
  },
  {
    cis: '4.7',
    rule: 'image-update-alone',
    wanted: 'Package lists are updated where packages are installed',
    title: 'Package lists updated in a step of their own',
    severity: 'low',
    why: 'The builder keeps the step: later builds install from old lists, without the fixes since.',
    fix: 'Update and install in one RUN: apt-get update && apt-get install -y …',
    evaluate: (snapshot) => judgeSteps(snapshot, 'update-alone', 'that only update the package lists'),
  },
  byHand('4.8', 'image-setuid', 'Images hold no setuid programs', 'A scan of each image lists them', 'scan IMAGE'),
  {
    cis: '4.9',
    rule: 'image-add',
    wanted: 'Images are built with COPY and not ADD',
    title: 'ADD where COPY would do',
    severity: 'low',
    why: 'ADD fetches addresses without checking what comes and unpacks archives, with all that may be in them.',
    fix: 'Use COPY; fetch with a checksum (ADD --checksum=sha256:…) where a file must come from the network.',
    evaluate: (snapshot) => judgeSteps(snapshot, 'add-instruction', 'with ADD'),
  },
  {
    cis: '4.10',
    rule: 'image-secrets',
    wanted: 'Images hold no secrets',
    title: 'Environment of an image that looks like a secret',
    severity: 'high',
    why: 'Everyone who can pull the image reads its environment.',
    fix: 'Take the variable out of the Dockerfile, renew the secret, and hand it in when the container starts (docker run --env-file, docker secret).',
    evaluate(snapshot) {
      const outcome = judgeImages(snapshot, ({ environment }) => {
        const names = environment.filter((pair) => pair.endsWith('=***')).map((pair) => pair.slice(0, -4));
        const found = names.filter((name) => SECRET_NAME.test(name));
        return found.length === 0 ? undefined : `These variables have values: ${found.join(', ')}.`;
      });
      return outcome.state === 'pass'
        ? manual('no environment names a secret; sallyport scan IMAGE looks into the layers and the history')
        : outcome;
    },
  },
  byHand(
    '4.11',
    'verified-packages',
    'Packages come from where they should',
    'An SBOM says where packages come from',
    'sbom IMAGE',
  ),
  byHand('4.12', 'signed-artifacts', 'Signatures of images are checked', 'Check who signed each image', 'verify IMAGE'),
];

function rootSays(user: string): string {
  return user === '' ? 'It names no user: its containers run as root.' : `It names the user ${user}, who is root.`;
}

/** What no snapshot can show; the command is the one that can. */
// oxlint-disable-next-line max-params -- a row of a table
function byHand(cis: string, rule: string, wanted: string, what: string, command: string): Check {
  return {
    cis,
    rule,
    wanted,
    title: wanted,
    severity: 'info',
    why: 'It lies in the layers of an image and in how it was made, and not in what the engine knows of it.',
    fix: `${what}: sallyport ${command}`,
    evaluate: () => manual(`seen in the image alone: sallyport ${command}`),
  };
}

function judgeSteps({ images }: DockerSnapshot, problem: 'add-instruction' | 'update-alone', what: string): Outcome {
  return judgeEach(images, 'images', (image) => {
    const { steps } = image;
    if (steps.state === 'unknown') return { unsure: steps.reason };
    const found = steps.state === 'known' ? steps.value.find((step) => step.problem === problem) : undefined;
    return breachOf(
      subjectOf(image),
      found === undefined ? undefined : `Its history has ${found.count} steps ${what}.`,
    );
  });
}
