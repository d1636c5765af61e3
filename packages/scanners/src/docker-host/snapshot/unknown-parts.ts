import type { DockerSnapshot } from './snapshot.ts';

const PARTS = {
  engine: 'the engine',
  daemonFile: 'daemon.json',
  daemonProcess: 'the command line of dockerd',
  containers: 'containers',
  images: 'images',
  networks: 'networks',
  volumes: 'volumes',
  registryCertificates: 'certificates of registries',
  auditRules: 'audit rules',
  mounts: 'mounts',
  dockerGroup: 'the group docker',
} as const satisfies Partial<Record<keyof DockerSnapshot, string>>;

/** What could not be had, a line each. */
export function unknownParts(snapshot: DockerSnapshot): string[] {
  const parts = Object.entries(PARTS) as [keyof typeof PARTS, string][];
  return [
    ...parts.flatMap(([name, words]) => {
      const part = snapshot[name];
      if (part.state === 'unknown') return [`${words}: ${part.reason}`];
      return part.state === 'known' && part.partial !== undefined ? [`${words}, in part: ${part.partial}`] : [];
    }),
    ...Object.values(snapshot.files).flatMap((file) => (file.state === 'unknown' ? [file.reason] : [])),
  ];
}
