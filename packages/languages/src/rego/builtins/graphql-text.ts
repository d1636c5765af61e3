/** The text of a GraphQL document given as a value (see graphql-values): what lets one parser judge both forms. */
type Node = Readonly<Record<string, unknown>>;

const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? (value as readonly Node[]) : []);
const names = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function typeText(type: unknown): string {
  const node = (type ?? {}) as Node;
  const inner = node['Elem'] === undefined ? text(node['NamedType']) : `[${typeText(node['Elem'])}]`;
  return `${inner}${node['NonNull'] === true ? '!' : ''}`;
}

function valueText(value: unknown): string {
  const node = (value ?? {}) as Node;
  const children = nodes(node['Children']);
  switch (node['Kind']) {
    case 0:
      return `$${text(node['Raw'])}`;
    case 3:
    case 4:
      return JSON.stringify(text(node['Raw']));
    case 8:
      return `[${children.map((child) => valueText(child['Value'])).join(', ')}]`;
    case 9:
      return `{${children.map((child) => `${text(child['Name'])}: ${valueText(child['Value'])}`).join(', ')}}`;
    default:
      return text(node['Raw']);
  }
}

function argumentsText(value: unknown): string {
  const list = nodes(value).map((node) => `${text(node['Name'])}: ${valueText(node['Value'])}`);
  return list.length === 0 ? '' : `(${list.join(', ')})`;
}

function directivesText(value: unknown): string {
  return nodes(value)
    .map((node) => ` @${text(node['Name'])}${argumentsText(node['Arguments'])}`)
    .join('');
}

function selectionText(value: unknown): string {
  const list = nodes(value).map((node) => {
    const directives = directivesText(node['Directives']);
    if (node['Alias'] !== undefined) {
      const alias = node['Alias'] === node['Name'] ? '' : `${text(node['Alias'])}: `;
      return `${alias}${text(node['Name'])}${argumentsText(node['Arguments'])}${directives}${selectionText(node['SelectionSet'])}`;
    }
    if (node['Name'] !== undefined) return `...${text(node['Name'])}${directives}`;
    const condition = text(node['TypeCondition']);
    return `...${condition === '' ? '' : ` on ${condition}`}${directives}${selectionText(node['SelectionSet'])}`;
  });
  return list.length === 0 ? '' : ` { ${list.join(' ')} }`;
}

function variablesText(value: unknown): string {
  const list = nodes(value).map((node) => {
    const standard = node['DefaultValue'] === undefined ? '' : ` = ${valueText(node['DefaultValue'])}`;
    return `$${text(node['Variable'])}: ${typeText(node['Type'])}${standard}${directivesText(node['Directives'])}`;
  });
  return list.length === 0 ? '' : `(${list.join(', ')})`;
}

export function queryText(document: unknown): string {
  const root = document as Node;
  const operations = nodes(root['Operations']).map(
    (node) =>
      `${text(node['Operation'])} ${text(node['Name'])}${variablesText(node['VariableDefinitions'])}${directivesText(node['Directives'])}${selectionText(node['SelectionSet'])}`,
  );
  const fragments = nodes(root['Fragments']).map(
    (node) =>
      `fragment ${text(node['Name'])}${variablesText(node['VariableDefinition'])} on ${text(node['TypeCondition'])}${directivesText(node['Directives'])}${selectionText(node['SelectionSet'])}`,
  );
  return [...operations, ...fragments].join('\n');
}

const KEYWORDS: Readonly<Record<string, string>> = {
  SCALAR: 'scalar',
  OBJECT: 'type',
  INTERFACE: 'interface',
  UNION: 'union',
  ENUM: 'enum',
  INPUT_OBJECT: 'input',
};

function fieldText(node: Node): string {
  const parameters = nodes(node['Arguments']).map(fieldText);
  const standard = node['DefaultValue'] === undefined ? '' : ` = ${valueText(node['DefaultValue'])}`;
  return `${text(node['Name'])}${parameters.length === 0 ? '' : `(${parameters.join(', ')})`}: ${typeText(node['Type'])}${standard}${directivesText(node['Directives'])}`;
}

function definitionText(node: Node): string {
  const interfaces = names(node['Interfaces']);
  const types = names(node['Types']);
  const members = [
    ...nodes(node['Fields']).map(fieldText),
    ...nodes(node['EnumValues']).map((value) => `${text(value['Name'])}${directivesText(value['Directives'])}`),
  ];
  return [
    `${KEYWORDS[text(node['Kind'])] ?? 'type'} ${text(node['Name'])}`,
    interfaces.length === 0 ? '' : ` implements ${interfaces.join(' & ')}`,
    directivesText(node['Directives']),
    types.length === 0 ? '' : ` = ${types.join(' | ')}`,
    members.length === 0 ? '' : ` { ${members.join(' ')} }`,
  ].join('');
}

function rootText(node: Node): string {
  const types = nodes(node['OperationTypes']).map((item) => `${text(item['Operation'])}: ${text(item['Type'])}`);
  return `schema${directivesText(node['Directives'])}${types.length === 0 ? '' : ` { ${types.join(' ')} }`}`;
}

function directiveText(node: Node): string {
  const parameters = nodes(node['Arguments']).map(fieldText);
  const repeatable = node['IsRepeatable'] === true ? ' repeatable' : '';
  return `directive @${text(node['Name'])}${parameters.length === 0 ? '' : `(${parameters.join(', ')})`}${repeatable} on ${names(node['Locations']).join(' | ')}`;
}

export function schemaText(document: unknown): string {
  const root = document as Node;
  return [
    ...nodes(root['Schema']).map(rootText),
    ...nodes(root['SchemaExtension']).map((node) => `extend ${rootText(node)}`),
    ...nodes(root['Directives']).map(directiveText),
    ...nodes(root['Definitions'])
      .filter((node) => node['BuiltIn'] !== true)
      .map(definitionText),
    ...nodes(root['Extensions']).map((node) => `extend ${definitionText(node)}`),
  ].join('\n');
}
