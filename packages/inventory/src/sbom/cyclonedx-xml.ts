import { parseXml } from '@sallyport/documents/xml';
import type { XmlElement } from '@sallyport/documents/xml';
import type { Limits } from '@sallyport/kernel';

/** A CycloneDX XML document in the shape of its JSON form, or why it is none. */
export type CycloneDxXml = { readonly bom: object; readonly version: string } | { readonly problem: string };

const NAMESPACE = /^http:\/\/cyclonedx\.org\/schema\/bom\/(?<version>1\.\d+)$/;

/** Reads the text as far as an inventory needs it. */
export function parseCycloneDxXml(text: string, limits: Limits): CycloneDxXml {
  const result = parseXml(text, { limits });
  if (!result.ok) return { problem: result.error.message };
  const { root } = result.file;
  const version = root.attributes
    .map(({ name, value }) => (name.startsWith('xmlns') ? NAMESPACE.exec(value)?.groups?.['version'] : undefined))
    .find((each) => each !== undefined);
  if (localName(root) !== 'bom' || version === undefined) return { problem: 'its root is no CycloneDX bom' };
  const metadata = child(root, 'metadata');
  return {
    version,
    bom: {
      specVersion: version,
      serialNumber: attribute(root, 'serialNumber'),
      metadata: {
        timestamp: textIn(metadata, 'timestamp'),
        tools: toolsOf(child(metadata, 'tools')),
        component: componentOf(child(metadata, 'component'), limits.depth),
      },
      components: childrenIn(root, 'components').map((each) => componentOf(each, limits.depth)),
      dependencies: childrenIn(root, 'dependencies').map((each) => ({
        ref: attribute(each, 'ref'),
        dependsOn: elements(each).map((inner) => attribute(inner, 'ref')),
      })),
    },
  };
}

const localName = ({ name }: XmlElement): string => name.slice(name.indexOf(':') + 1);

function elements(parent: XmlElement | undefined): XmlElement[] {
  return (parent?.children ?? []).filter((each) => each.kind === 'element');
}

function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return elements(parent).find((each) => localName(each) === name);
}

const childrenIn = (parent: XmlElement | undefined, name: string): XmlElement[] => elements(child(parent, name));

function attribute(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.find((each) => each.name === name)?.value;
}

function contentOf(element: XmlElement | undefined): string | undefined {
  const parts = element?.children.flatMap((each) => (each.kind === 'text' ? [each.value] : []));
  return parts?.join('').trim();
}

const textIn = (parent: XmlElement | undefined, name: string): string | undefined => contentOf(child(parent, name));

/** Before 1.5 a list of tools, since then components of the tool. */
function toolsOf(tools: XmlElement | undefined): object[] {
  const modern = childrenIn(tools, 'components');
  const all = modern.length > 0 ? modern : elements(tools).filter((each) => localName(each) === 'tool');
  return all.map((each) => ({ name: textIn(each, 'name'), version: textIn(each, 'version') }));
}

function componentOf(element: XmlElement | undefined, depth: number): object | undefined {
  if (element === undefined || depth <= 0) return undefined;
  return {
    type: attribute(element, 'type'),
    'bom-ref': attribute(element, 'bom-ref'),
    group: textIn(element, 'group'),
    name: textIn(element, 'name'),
    version: textIn(element, 'version'),
    description: textIn(element, 'description'),
    scope: textIn(element, 'scope'),
    publisher: textIn(element, 'publisher'),
    purl: textIn(element, 'purl'),
    supplier: { name: textIn(child(element, 'supplier'), 'name') },
    hashes: childrenIn(element, 'hashes').map((each) => ({ alg: attribute(each, 'alg'), content: contentOf(each) })),
    licenses: childrenIn(element, 'licenses').map((each) => licenceOf(each)),
    properties: childrenIn(element, 'properties').map((each) => ({
      name: attribute(each, 'name'),
      value: contentOf(each),
    })),
    components: childrenIn(element, 'components').map((each) => componentOf(each, depth - 1)),
  };
}

function licenceOf(element: XmlElement): object {
  const acknowledgement = attribute(element, 'acknowledgement');
  if (localName(element) === 'expression') return { expression: contentOf(element), acknowledgement };
  return { license: { id: textIn(element, 'id'), name: textIn(element, 'name'), acknowledgement } };
}
