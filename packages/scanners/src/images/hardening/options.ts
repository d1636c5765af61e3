/** Options of a container that hardening is about. */
export interface StartOptions {
  readonly name: string;
  readonly image: string;
  readonly user: string;
  readonly privileged: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOptions: readonly string[];
  readonly readOnly: boolean;
  readonly tmpfs: readonly string[];
  /** `SOURCE:TARGET[:ro]`, or a target alone. */
  readonly volumes: readonly string[];
}

/** A word as a shell reads it. */
function word(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `docker run`, one option a line. Ports, environment and the command are as they are and left out. */
export function runLines(options: StartOptions): string[] {
  const each = (flag: string, values: readonly string[]): string[] =>
    values.map((value) => `  ${flag} ${word(value)} \\`);
  return [
    'docker run \\',
    ...(options.privileged ? ['  --privileged \\'] : []),
    ...(options.user === '' ? [] : [`  --user ${word(options.user)} \\`]),
    ...each('--cap-drop', options.capDrop),
    ...each('--cap-add', options.capAdd),
    ...each('--security-opt', options.securityOptions),
    ...(options.readOnly ? ['  --read-only \\'] : []),
    ...each('--tmpfs', options.tmpfs),
    ...each('--volume', options.volumes),
    `  ${word(options.image)}`,
  ];
}

/** The same as a service of `compose.yaml`. */
export function composeLines(options: StartOptions): string[] {
  const list = (key: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : [`    ${key}:`, ...values.map((value) => `      - ${JSON.stringify(value)}`)];
  return [
    'services:',
    `  ${/^[\w.-]+$/.test(options.name) ? options.name : JSON.stringify(options.name)}:`,
    `    image: ${JSON.stringify(options.image)}`,
    ...(options.privileged ? ['    privileged: true'] : []),
    ...(options.user === '' ? [] : [`    user: ${JSON.stringify(options.user)}`]),
    ...list('cap_drop', options.capDrop),
    ...list('cap_add', options.capAdd),
    ...list(
      'security_opt',
      options.securityOptions.map((option) =>
        option.replace(/^seccomp=(?=.*\.json$)/, 'seccomp=./').replace(/^no-new-privileges$/, 'no-new-privileges:true'),
      ),
    ),
    ...(options.readOnly ? ['    read_only: true'] : []),
    ...list('tmpfs', options.tmpfs),
    ...list('volumes', options.volumes),
  ];
}
