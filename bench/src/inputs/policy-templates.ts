import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

import type { RegoValue } from '@sallyport/languages/rego';
import { parseDocument } from 'yaml';

/** One example object of one policy of the Gatekeeper library. */
export interface PolicyTemplate {
  readonly kind: string;
  readonly example: string;
  readonly text: string;
  readonly libs: readonly string[];
  readonly entrypoint: readonly string[];
  readonly input: RegoValue;
}

const CORPUS = new URL('../../../../shared/corpora/gatekeeper-suites.json.gz', import.meta.url);

interface Suite {
  readonly tests: readonly {
    readonly template: string;
    readonly constraint: string;
    readonly cases: readonly { readonly name: string; readonly object: string; readonly inventory?: unknown }[];
  }[];
}

interface Template {
  readonly spec: {
    readonly crd: { readonly spec: { readonly names: { readonly kind: string } } };
    readonly targets: readonly {
      readonly rego?: string;
      readonly libs?: readonly string[];
      readonly code?: readonly Code[];
    }[];
  };
}

interface Code {
  readonly engine: string;
  readonly source: { readonly rego: string; readonly libs?: readonly string[] };
}

/** Every case of the library that needs no other objects, as one input each. */
export async function regoPolicies(): Promise<PolicyTemplate[]> {
  const suites = JSON.parse(gunzipSync(await readFile(CORPUS)).toString('utf8')) as readonly {
    readonly files: Readonly<Record<string, string>>;
  }[];
  return suites.flatMap(({ files }) => casesOf(files));
}

/** Every file of the library's suites, by path. */
export async function suiteFiles(): Promise<Map<string, string>> {
  const suites = JSON.parse(gunzipSync(await readFile(CORPUS)).toString('utf8')) as readonly {
    readonly suite: string;
    readonly files: Readonly<Record<string, string>>;
  }[];
  return new Map(
    suites.flatMap(({ suite, files }) =>
      Object.entries(files).map(([path, text]) => [`${suite}/${path}`, text] as const),
    ),
  );
}

function read<T>(files: Readonly<Record<string, string>>, path: string): T {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parseDocument(files[parts.join('/')] ?? '').toJS() as T;
}

function casesOf(files: Readonly<Record<string, string>>): PolicyTemplate[] {
  const suite = read<Suite>(files, 'suite.yaml');
  return suite.tests.flatMap(({ template, constraint, cases }) => {
    const shared = policyOf(read<Template>(files, template));
    const parameters =
      read<{ readonly spec?: { readonly parameters?: RegoValue } }>(files, constraint).spec?.parameters ?? {};
    return cases
      .filter(({ inventory }) => inventory === undefined)
      .map(({ name, object }) => ({
        ...shared,
        example: name,
        input: { review: reviewOf(read(files, object)), parameters },
      }));
  });
}

function policyOf({ spec }: Template): Pick<PolicyTemplate, 'kind' | 'text' | 'libs' | 'entrypoint'> {
  const [target = {}] = spec.targets;
  const code = target.code?.find(({ engine }) => engine === 'Rego')?.source;
  const { rego: text = '', libs = [] } = code ?? target;
  const packageName = /package\s+([\w.]+)/.exec(text)?.[1] ?? '';
  return { kind: spec.crd.spec.names.kind, text, libs, entrypoint: [...packageName.split('.'), 'violation'] };
}

function reviewOf(object: {
  readonly kind: string;
  readonly apiVersion: string;
  readonly request?: RegoValue;
}): RegoValue {
  if (object.kind === 'AdmissionReview') return object.request ?? null;
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  return {
    object: object as unknown as RegoValue,
    kind: { group: group ?? '', version: version ?? '', kind: object.kind },
    operation: 'CREATE',
  };
}

/** A made policy of ordinary size; `i` makes its text differ from every other. */
export function regoText(i: number): string {
  return `# METADATA
# title: Check ${i}
# custom:
#   severity: HIGH
package checks.c${i}

import data.lib.names

default allow := false

allow if count(deny) == 0

deny contains {"msg": msg, "id": "C${i}"} if {
	some name, bucket in input.resources.bucket_${i}
	not encrypted(bucket)
	not names[name]
	msg := sprintf("bucket %v of check ${i} is not encrypted", [name])
}

deny contains {"msg": msg, "id": "C${i}"} if {
	some name, bucket in input.resources.bucket_${i}
	bucket.public_access.level > ${i % 7}
	every rule in bucket.rules {
		rule.action == "allow"
		rule.port != ${i}
	}
	msg := sprintf("bucket %v of check ${i} is open", [name])
}

encrypted(bucket) if bucket.encryption.algorithm in {"AES256", "aws:kms"}

encrypted(bucket) if {
	key := bucket.encryption.key
	startswith(key, "arn:aws:kms:${i}")
}

tags := {key: value |
	some resource in input.resources.all
	some key, value in resource.tags
	not startswith(key, "internal-")
}
`;
}
