import type { Sighting } from '@sallyport/findings';
import type { ImageConfig } from '@sallyport/oci';

import type { SecretLook } from '../layers/secret-look.ts';
import type { ImageOrigins } from '../merge/origin.ts';
import { ofRule } from '../rules.ts';

/** The configuration has no path in the image; findings in it carry this one. */
const CONFIG_PATH = 'config.json';

/** CIS Docker 4.1, 4.6, 4.7, 4.9, 4.10 and ports (5.7), by what the configuration says. */
export function checkConfig(config: ImageConfig, origins: ImageOrigins, secrets: SecretLook): Sighting[] {
  return [
    ...checkUser(config),
    ...checkHealth(config),
    ...checkEnv(config, secrets),
    ...checkPorts(config),
    ...checkHistory(config, origins, secrets),
  ];
}

const location = { path: CONFIG_PATH };

/** CIS Docker 4.1. */
export function checkUser({ user = '' }: Pick<ImageConfig, 'user'>): Sighting[] {
  const name = user.split(':')[0] ?? '';
  if (name !== '' && name !== 'root' && !/^0+$/.test(name)) return [];
  const said = name === '' ? 'It names no user' : `It names the user ${name}`;
  return [{ ...ofRule('root-user'), message: `${said}: the container runs as root.`, location }];
}

function checkHealth({ healthcheck }: ImageConfig): Sighting[] {
  if (healthcheck !== undefined && healthcheck[0] !== 'NONE') return [];
  const message = healthcheck === undefined ? 'It has no HEALTHCHECK.' : 'Its HEALTHCHECK is switched off.';
  return [{ ...ofRule('no-health-check'), message, location }];
}

/** Names of variables that hold secrets as a rule. */
export const SECRET_NAME = /(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;
/** Values that only say where a secret is, or that there is none. */
export const NO_SECRET = /^(?:|true|false|yes|no|none|null|changeme|\$\{?.*|\/.*|file:.*|<.*>|\*+)$/i;

function checkEnv({ env }: ImageConfig, secrets: SecretLook): Sighting[] {
  const found = lookInText(env.join('\n'), secrets);
  const told = new Set(found.map(({ location: { range } }) => range?.start.line));
  const named = env.flatMap((pair, index): Sighting[] => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at));
    if (told.has(index + 1) || !SECRET_NAME.test(name) || NO_SECRET.test(pair.slice(at + 1))) return [];
    const message = `The environment variable ${name} of the image has a value.`;
    return [{ ...ofRule('secret-in-env'), message, location, anchor: name }];
  });
  return [...found.map((sighting) => inConfig(sighting, 'environment')), ...named];
}

const REMOTE_PORTS: Readonly<Record<string, string>> = { '22': 'SSH', '23': 'telnet', '2375': "Docker's API" };

function checkPorts({ exposedPorts }: ImageConfig): Sighting[] {
  return exposedPorts.flatMap((exposed) => {
    const port = exposed.split('/')[0] ?? '';
    const what = REMOTE_PORTS[port];
    if (what === undefined) return [];
    return [{ ...ofRule('remote-access-port'), message: `It exposes port ${port} (${what}).`, location, anchor: port }];
  });
}

function checkHistory({ history }: ImageConfig, { layers }: ImageOrigins, secrets: SecretLook): Sighting[] {
  const text = history.map((step) => (step.createdBy ?? '').replaceAll('\n', ' ')).join('\n');
  const found = lookInText(text, secrets).map((sighting) => inConfig(sighting, 'history'));
  const own = layers.filter(({ from }) => from !== 'base').flatMap(({ instruction }) => instruction ?? []);
  return [...found, ...own.flatMap(checkInstruction)];
}

/** What one step of a build does that it should not, as it reads without what builders put around it. */
export function checkInstruction(instruction: string): Sighting[] {
  const anchor = instruction.slice(0, 200);
  const isRoot = /^ADD \S+ (?:in )?\/ *$/.test(instruction);
  if (/^ADD\b/.test(instruction) && !isRoot && !instruction.startsWith('ADD --checksum='))
    return [{ ...ofRule('add-instruction'), message: 'A step of the build is an ADD.', location, anchor }];
  const updates = /\b(?:apt-get|apt|yum|dnf|apk)(?: -\S+)* (?:update|makecache)\b/.test(instruction);
  const installs = /\b(?:install|add|upgrade|dist-upgrade|full-upgrade)\b/.test(instruction);
  if (!/^RUN\b/.test(instruction) || !updates || installs) return [];
  return [
    { ...ofRule('update-alone'), message: 'A step updates the package lists and installs nothing.', location, anchor },
  ];
}

/** Secrets in a text of one line a variable or step. An excerpt is that line alone: others hold what is no better known. */
function lookInText(text: string, secrets: SecretLook): readonly Sighting[] {
  if (text === '') return [];
  return secrets.look(CONFIG_PATH, Buffer.from(text, 'utf8')).sightings.map((sighting) => {
    const { excerpt, location: place } = sighting;
    const line = place.range?.start.line ?? 1;
    const own = excerpt?.lines[line - excerpt.firstLine];
    return own === undefined ? sighting : { ...sighting, excerpt: { firstLine: line, lines: [secrets.blank(own)] } };
  });
}

function inConfig(sighting: Sighting, where: 'environment' | 'history'): Sighting {
  return {
    ...sighting,
    message: `${sighting.message} It stands in the image's ${where}, which everyone who can pull the image reads.`,
    tags: [...sighting.tags, `image-${where}`, ...(where === 'environment' ? ['cis-docker:4.10'] : [])],
  };
}
