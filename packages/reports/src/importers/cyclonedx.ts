import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, textAt } from './shared/value.ts';

/** The vulnerabilities of a CycloneDX BOM, JSON or XML, for each component that they affect. */
export const reader: ReportReader = {
  recognises: (source) =>
    textAt(source.tree(), 'bomFormat') === 'CycloneDX' ||
    /<bom\s[^>]*cyclonedx\.org\/schema\/bom/.test(source.text.slice(0, 2000)),
  read: (source) => {
    const tree = source.text.trimStart().startsWith('<') ? at(source.xml(), 'bom') : source.json();
    const components = new Map<string, Component>();
    collectComponents(tree, components);
    const own = [
      ...listAt(tree, 'vulnerabilities', 'vulnerability'),
      ...(Array.isArray(at(tree, 'vulnerabilities')) ? listAt(tree, 'vulnerabilities') : []),
    ];
    return [...own.flatMap((found) => draftsOf(found, components)), ...nestedDrafts(tree)];
  },
};

interface Component {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly purl: string | undefined;
}

function componentsOf(tree: unknown): readonly unknown[] {
  const list = at(tree, 'components');
  return Array.isArray(list) ? list : listAt(list, 'component');
}

function collectComponents(tree: unknown, found: Map<string, Component>): void {
  for (const component of [...listAt(tree, 'metadata', 'component'), ...componentsOf(tree)]) {
    const reference = textAt(component, 'bom-ref') ?? textAt(component, '@bom-ref') ?? textAt(component, 'purl');
    if (reference !== undefined) found.set(reference, componentOf(component));
    collectComponents(component, found);
  }
}

function componentOf(component: unknown): Component {
  return { name: textAt(component, 'name'), version: textAt(component, 'version'), purl: textAt(component, 'purl') };
}

function draftsOf(found: unknown, components: ReadonlyMap<string, Component>): ImportDraft[] {
  const affects = Array.isArray(at(found, 'affects')) ? listAt(found, 'affects') : listAt(found, 'affects', 'target');
  const references = affects.map((target) => textAt(target, 'ref'));
  return (references.length === 0 ? [textAt(found, '@ref')] : references).map((reference) =>
    draftOf(found, components.get(reference ?? '')),
  );
}

function draftOf(found: unknown, component: Component | undefined): ImportDraft {
  const rule = textAt(found, 'id');
  const ratings = Array.isArray(at(found, 'ratings')) ? listAt(found, 'ratings') : listAt(found, 'ratings', 'rating');
  const cwes = [...listAt(found, 'cwes', 'cwe'), ...(Array.isArray(at(found, 'cwes')) ? listAt(found, 'cwes') : [])];
  const state = textAt(found, 'analysis', 'state');
  return {
    rule,
    title: component?.name === undefined ? rule : `${rule} in ${component.name}`,
    message: textAt(found, 'description'),
    severity: ratings
      .map((rating) => textAt(rating, 'severity'))
      .find((severity) => severity !== undefined && severity !== 'unknown'),
    package: component ?? {},
    ids: [rule, ...cwes.map((cwe) => `CWE-${textAt({ cwe }, 'cwe')}`)],
    fix: textAt(found, 'recommendation'),
    url: textAt(found, 'source', 'url'),
    suppressed: state === 'not_affected' || state === 'false_positive' || state === 'resolved' ? state : undefined,
  };
}

/** The older extension: vulnerabilities inside of the components. */
function nestedDrafts(tree: unknown): ImportDraft[] {
  return componentsOf(tree).flatMap((component) => [
    ...listAt(component, 'vulnerabilities', 'vulnerability').map((found) => draftOf(found, componentOf(component))),
    ...nestedDrafts(component),
  ]);
}
